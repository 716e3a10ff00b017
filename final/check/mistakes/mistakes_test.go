// Package mistakes proves the checker: a server in which one mistake at a time
// can be planted, and for each mistake the case that must catch it and name it.
package mistakes

// A mistake is what a beginner, or an expert on a bad day, gets wrong. The names
// are those of the golden files.
type mistake string

// Mistakes against step 2.
const (
	replyWithoutType         mistake = "reply-without-type"
	pongIsBulk               mistake = "pong-is-bulk"
	replyWithoutEnd          mistake = "reply-without-end"
	replyEndsWithLF          mistake = "reply-ends-with-lf"
	bulkReadAsLine           mistake = "bulk-read-as-line"
	lengthInCharacters       mistake = "length-in-characters"
	emptyIsNull              mistake = "empty-is-null"
	namesCaseSensitive       mistake = "names-case-sensitive"
	oneReadPerCommand        mistake = "one-read-per-command"
	oneCommandPerRead        mistake = "one-command-per-read"
	flushedWhenInputIsUsedUp mistake = "flushed-when-input-is-used-up"
	oneClientAtATime         mistake = "one-client-at-a-time"
	noInlineCommands         mistake = "no-inline-commands"
	unknownCommandCloses     mistake = "unknown-command-closes"
	nameBreaksReply          mistake = "name-breaks-reply"
	noArity                  mistake = "no-arity"
	breachLeavesOpen         mistake = "breach-leaves-open"
	repliesBeforeBreachLost  mistake = "replies-before-breach-lost"
	noLimitOnBulk            mistake = "no-limit-on-bulk"
	halfCloseDropsReplies    mistake = "half-close-drops-replies"
)

// Mistakes against step 3.
const (
	missingIsEmpty         mistake = "missing-is-empty"
	privateKeys            mistake = "private-keys"
	keysCaseInsensitive    mistake = "keys-case-insensitive"
	valueAliased           mistake = "value-aliased"
	delCountsOne           mistake = "del-counts-one"
	existsCountsOnce       mistake = "exists-counts-once"
	numbersReadLaxly       mistake = "numbers-read-laxly"
	overflowUnchecked      mistake = "overflow-unchecked"
	incrementsLost         mistake = "increments-lost"
	mgetLeavesOut          mistake = "mget-leaves-out"
	msetStoresHalf         mistake = "mset-stores-half"
	strlenCountsCharacters mistake = "strlen-counts-characters"
	patternsIgnored        mistake = "patterns-ignored"
	lockHeldWhileWriting   mistake = "lock-held-while-writing"
)

// Mistakes against step 4.
const (
	exIsMilliseconds   mistake = "ex-is-milliseconds"
	pxIsSeconds        mistake = "px-is-seconds"
	noLazyExpiry       mistake = "no-lazy-expiry"
	noSweeper          mistake = "no-sweeper"
	sweeperNotWoken    mistake = "sweeper-not-woken"
	keysListsExpired   mistake = "keys-lists-expired"
	ttlOfMissing       mistake = "ttl-of-missing"
	setKeepsDeadline   mistake = "set-keeps-deadline"
	incrClearsDeadline mistake = "incr-clears-deadline"
	nxSeesExpired      mistake = "nx-sees-expired"
	timeOverflows      mistake = "time-overflows"
)

// Mistakes against step 5.
const (
	oneConfirmation          mistake = "one-confirmation"
	publishCountsOne         mistake = "publish-counts-one"
	subscribingTwiceCounts   mistake = "subscribing-twice-counts"
	messagesAfterUnsubscribe mistake = "messages-after-unsubscribe"
	unsubscribeNeedsName     mistake = "unsubscribe-needs-name"
	subscriberMayDoAll       mistake = "subscriber-may-do-all"
	subscriberPingIsPlain    mistake = "subscriber-ping-is-plain"
	channelNeverRemoved      mistake = "channel-never-removed"
	subscribersStay          mistake = "subscribers-stay"
	publisherWaits           mistake = "publisher-waits"
	subscriberNeverDropped   mistake = "subscriber-never-dropped"
)

// Mistakes against step 6.
const (
	limitNotTaken             mistake = "limit-not-taken"
	noConnectionLimit         mistake = "no-connection-limit"
	permitKeptAfterBreach     mistake = "permit-kept-after-breach"
	signalIgnored             mistake = "signal-ignored"
	idleClientsStay           mistake = "idle-clients-stay"
	listenerStaysOpen         mistake = "listener-stays-open"
	replyCutAtShutdown        mistake = "reply-cut-at-shutdown"
	commandsDroppedAtShutdown mistake = "commands-dropped-at-shutdown"
	messagesDroppedAtShutdown mistake = "messages-dropped-at-shutdown"
	graceNeverEnds            mistake = "grace-never-ends"
	secondSignalIgnored       mistake = "second-signal-ignored"
)

// A row says which case must catch a mistake.
type row struct {
	mistake mistake
	step    int
	title   string
	varies  string // a regular expression for what is printed otherwise in each run, "" for nothing
}

func rows() []row {
	return []row{
		{replyWithoutType, 2, "PING is answered with PONG", ""},
		{pongIsBulk, 2, "PING is answered with PONG", ""},
		{replyWithoutEnd, 2, "A reply ends with CR LF", ""},
		{replyEndsWithLF, 2, "A reply ends with CR LF", ""},
		{bulkReadAsLine, 2, "A bulk string holds any bytes, CR LF included", ""},
		{lengthInCharacters, 2, "The length of a bulk string counts bytes, not characters", ""},
		{emptyIsNull, 2, "An empty string is a string", ""},
		{namesCaseSensitive, 2, "Command names are the same in upper and lower case", ""},
		{oneReadPerCommand, 2, "A command may arrive in pieces", ""},
		{oneCommandPerRead, 2, "Several commands in one packet get a reply each", ""},
		{flushedWhenInputIsUsedUp, 2, "A reply does not wait for the second half of the next command", ""},
		{oneClientAtATime, 2, "A client with half a command delays no other", ""},
		{noInlineCommands, 2, "An inline command is a line of words", ""},
		{unknownCommandCloses, 2, "An unknown command gets an error, and the conversation goes on", ""},
		{nameBreaksReply, 2, "A line end in a command's name cannot break the reply", ""},
		{noArity, 2, "Too few arguments are an error", ""},
		{breachLeavesOpen, 2, "A breach of the protocol gets an error, and the end of the connection", ""},
		{repliesBeforeBreachLost, 2, "Replies to the commands before a breach still come", ""},
		{noLimitOnBulk, 2, "A bulk string of more than 512 MB is refused as soon as it is announced", ""},
		{halfCloseDropsReplies, 2, "A client that ends its half after a command still gets the reply", ""},

		{missingIsEmpty, 3, "GET of a key that is not there is null", ""},
		{privateKeys, 3, "Clients share the data", ""},
		{keysCaseInsensitive, 3, "Keys differ in upper and lower case", ""},
		{valueAliased, 3, "A stored value is not overwritten by the next command", ""},
		{delCountsOne, 3, "DEL counts all the keys that it has removed", ""},
		{existsCountsOnce, 3, "EXISTS counts a key as often as it is named", ""},
		{numbersReadLaxly, 3, "INCR refuses a value that is no integer, and leaves it alone", ""},
		{overflowUnchecked, 3, "INCR refuses to overflow", ""},
		{incrementsLost, 3, "No increment of several clients is lost", `times :\d+`},
		{mgetLeavesOut, 3, "MSET stores several values, and MGET fetches them in order", ""},
		{msetStoresHalf, 3, "MSET with a key that has no value is an error, and stores nothing", ""},
		{strlenCountsCharacters, 3, "STRLEN counts bytes", ""},
		{patternsIgnored, 3, "KEYS lists the keys that match, in any order", ""},
		{lockHeldWhileWriting, 3, "A client that does not read a large value delays no other", ""},

		{exIsMilliseconds, 4, "EX counts seconds, not milliseconds", ""},
		{pxIsSeconds, 4, "PX counts milliseconds, not seconds", ""},
		{noLazyExpiry, 4, "An expired key is missing for whoever asks", ""},
		{noSweeper, 4, "An expired key that nobody asks for is removed", ""},
		{sweeperNotWoken, 4, "A sooner deadline wakes the sweeper", ""},
		{keysListsExpired, 4, "KEYS does not list what has expired", ""},
		{ttlOfMissing, 4, "TTL is -1 without a deadline and -2 without a key", ""},
		{setKeepsDeadline, 4, "SET clears the deadline of the key that it replaces", ""},
		{incrClearsDeadline, 4, "INCR and APPEND keep the deadline", ""},
		{nxSeesExpired, 4, "SET NX takes an expired key for missing", ""},
		{timeOverflows, 4, "A time that overflows is refused", ""},

		{oneConfirmation, 5, "Each channel is confirmed by itself", ""},
		{publishCountsOne, 5, "PUBLISH returns the number of subscribers, and each gets the message", ""},
		{subscribingTwiceCounts, 5, "Subscribing twice counts once", ""},
		{messagesAfterUnsubscribe, 5, "No message comes after the confirmation of UNSUBSCRIBE", ""},
		{unsubscribeNeedsName, 5, "UNSUBSCRIBE without a channel leaves them all", ""},
		{patternsIgnored, 5, "A pattern gets the messages of every channel that matches", ""},
		{subscriberMayDoAll, 5, "A subscriber may not use other commands", ""},
		{subscriberPingIsPlain, 5, "A subscriber's PING is answered like a message", ""},
		{channelNeverRemoved, 5, "A channel that everybody has left is removed", ""},
		{subscribersStay, 5, "A channel whose subscriber has disconnected is removed", ""},
		{publisherWaits, 5, "A publisher does not wait for a subscriber that does not read", ""},
		{subscriberNeverDropped, 5, "A subscriber that does not read is dropped in the end", ""},

		{limitNotTaken, 6, "CONFIG GET maxclients tells the limit", ""},
		{noConnectionLimit, 6, "A client over the limit waits until another one leaves", ""},
		{permitKeptAfterBreach, 6, "Every client that leaves makes room for the next", ""},
		{signalIgnored, 6, "SIGTERM ends the server with status 0", ""},
		{idleClientsStay, 6, "SIGTERM ends connections that wait for a command", ""},
		{listenerStaysOpen, 6, "After SIGTERM nobody can connect", ""},
		{replyCutAtShutdown, 6, "A reply under way is not cut off at SIGTERM", ""},
		{commandsDroppedAtShutdown, 6, "Commands received before SIGTERM are all answered", ""},
		{messagesDroppedAtShutdown, 6, "Messages under way reach the subscriber after SIGTERM", ""},
		{graceNeverEnds, 6, "When the grace period ends, the rest is closed", ""},
		{secondSignalIgnored, 6, "A second SIGTERM forces the end", ""},
	}
}
