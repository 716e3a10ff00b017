// Package mistakes proves the checker: a server in which one mistake at a time
// can be planted, and for each mistake the case that must catch it and name it.
package mistakes

// A mistake is what a beginner, or an expert on a bad day, gets wrong. The names
// are those of the golden files.
type mistake string

// Mistakes against step 1; others of its rows are those of later steps.
const (
	linesWithoutEnd mistake = "lines-without-end"
	linesEndWithLF  mistake = "lines-end-with-lf"
	bufferNotCut    mistake = "buffer-not-cut"
	bufferReused    mistake = "buffer-reused"
	bufferShared    mistake = "buffer-shared"
	servedOnce      mistake = "served-once"
	fewWorkers      mistake = "few-workers"
)

// Mistakes against step 2.
const (
	breachResets             mistake = "breach-resets"
	noLimitOnHeaders         mistake = "no-limit-on-headers"
	argumentsAliased         mistake = "arguments-aliased"
	lateReaderCut            mistake = "late-reader-cut"
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
	keysLockedSingly        mistake = "keys-locked-singly"
	decrementsLost          mistake = "decrements-lost"
	appendsLost             mistake = "appends-lost"
	mapUnguarded            mistake = "map-unguarded"
	msetKeepsFirst          mistake = "mset-keeps-first"
	incrementsWrittenLocked mistake = "increments-written-locked"
	arraysWrittenLocked     mistake = "arrays-written-locked"
	globExponential         mistake = "glob-exponential"
	missingIsEmpty          mistake = "missing-is-empty"
	privateKeys             mistake = "private-keys"
	keysCaseInsensitive     mistake = "keys-case-insensitive"
	valueAliased            mistake = "value-aliased"
	delCountsOne            mistake = "del-counts-one"
	existsCountsOnce        mistake = "exists-counts-once"
	numbersReadLaxly        mistake = "numbers-read-laxly"
	overflowUnchecked       mistake = "overflow-unchecked"
	incrementsLost          mistake = "increments-lost"
	mgetLeavesOut           mistake = "mget-leaves-out"
	msetStoresHalf          mistake = "mset-stores-half"
	strlenCountsCharacters  mistake = "strlen-counts-characters"
	patternsIgnored         mistake = "patterns-ignored"
	lockHeldWhileWriting    mistake = "lock-held-while-writing"
)

// Mistakes against step 4.
const (
	expireSeesExpired    mistake = "expire-sees-expired"
	ttlRoundsDown        mistake = "ttl-rounds-down"
	ttlRoundsUp          mistake = "ttl-rounds-up"
	pttlRoundsDown       mistake = "pttl-rounds-down"
	broughtForwardMissed mistake = "brought-forward-missed"
	heapNotMended        mistake = "heap-not-mended"
	heapIndexNotKept     mistake = "heap-index-not-kept"
	heapPopNotMended     mistake = "heap-pop-not-mended"
	sweeperRemovesOnce   mistake = "sweeper-removes-once"
	sweeperEnds          mistake = "sweeper-ends"
	wakingBlocks         mistake = "waking-blocks"
	flushKeepsDeadlines  mistake = "flush-keeps-deadlines"
	farDeadlineOverflows mistake = "far-deadline-overflows"
	exIsMilliseconds     mistake = "ex-is-milliseconds"
	pxIsSeconds          mistake = "px-is-seconds"
	noLazyExpiry         mistake = "no-lazy-expiry"
	noSweeper            mistake = "no-sweeper"
	sweeperNotWoken      mistake = "sweeper-not-woken"
	keysListsExpired     mistake = "keys-lists-expired"
	ttlOfMissing         mistake = "ttl-of-missing"
	setKeepsDeadline     mistake = "set-keeps-deadline"
	incrClearsDeadline   mistake = "incr-clears-deadline"
	nxSeesExpired        mistake = "nx-sees-expired"
	timeOverflows        mistake = "time-overflows"
)

// Mistakes against step 5.
const (
	confirmedTooLate         mistake = "confirmed-too-late"
	confirmedTooSoon         mistake = "confirmed-too-soon"
	taskPerMessage           mistake = "task-per-message"
	wakeUpLost               mistake = "wake-up-lost"
	queueClosedTooSoon       mistake = "queue-closed-too-soon"
	subscriberIndexStale     mistake = "subscriber-index-stale"
	quitCutsMessages         mistake = "quit-cuts-messages"
	quitCutsReplies          mistake = "quit-cuts-replies"
	quitReadsOn              mistake = "quit-reads-on"
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
	permitNeverReleased       mistake = "permit-never-released"
	permitKeptAfterHalfClose  mistake = "permit-kept-after-half-close"
	permitKeptAfterReset      mistake = "permit-kept-after-reset"
	permitKeptAfterDrop       mistake = "permit-kept-after-drop"
	freePlaceMissed           mistake = "free-place-missed"
	graceWaitsForSubscribers  mistake = "grace-waits-for-subscribers"
	someClientsStay           mistake = "some-clients-stay"
	deadlineOnBothWays        mistake = "deadline-on-both-ways"
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
		{linesWithoutEnd, 1, "What a client sends comes back", ""},
		{linesEndWithLF, 1, "What a client sends comes back", ""},
		{bufferNotCut, 1, "What a client sends comes back", ""},
		{servedOnce, 1, "The second message comes back like the first", ""},
		{oneClientAtATime, 1, "A silent client delays no other", ""},
		{bufferReused, 1, "A large message of different bytes comes back in order", `[0-9]{20,}|\n +\^`},
		{bufferShared, 1, "Large messages of two clients do not mix", `a< raw .*|[ab]{20,}|\n +\^`},
		{halfCloseDropsReplies, 1, "A client that has ended its half gets the rest of a large message", `x{20,}…?|\n +\^`},
		{fewWorkers, 1, "Many silent clients delay no other", ""},
		{signalIgnored, 1, "SIGTERM ends the connections and the server", ""},
		{idleClientsStay, 1, "SIGTERM ends the connections and the server", ""},

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
		{halfCloseDropsReplies, 2, "A client that ends its half gets the rest of a large reply", `x{20,}…?|\n +\^`},
		{breachResets, 2, "The error for a breach arrives although more input follows", ""},
		{noLimitOnHeaders, 2, "A header that never ends is refused", ""},
		{argumentsAliased, 2, "Each of many commands in one packet has its own argument", `argument \d+`},
		{lateReaderCut, 2, "A client that reads late gets every reply", `x{20,}…?|pass\n(    a< .*\n)?`},
		{fewWorkers, 2, "Many silent clients keep no other from being served", ""},

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

		{keysLockedSingly, 3, "MGET never sees half of an MSET", `a< \+OK|b< .*|\d\\r|\n +\^`},
		{decrementsLost, 3, "Increments and decrements of several clients add up", `times :-?\d+|\$\d\\r\\n\d{4,}\\r|\n +\^`},
		{appendsLost, 3, "Nothing that several clients append is lost", `times :\d+|:\d+\\r\\n\n +\^`},
		{mapUnguarded, 3, "Clients may store and delete keys at the same time", `(?s)(    [a-d]< [^\n]*\n)*\n  expected[^\n]*\n  got [^\n]*`},
		{msetKeepsFirst, 3, "MSET takes the last of two values for the same key", ""},
		{incrementsWrittenLocked, 3, "A client that does not read its increments delays no other", ""},
		{arraysWrittenLocked, 3, "A client that does not read an array of large values delays no other", ""},
		{globExponential, 3, "KEYS with a hostile pattern ends soon", ""},

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

		{expireSeesExpired, 4, "An expired key is missing for the commands that change it", ""},
		{ttlRoundsDown, 4, "TTL right after SET EX is the whole number of seconds", `:9\d\\r`},
		{ttlRoundsUp, 4, "TTL counts less than half a second as none", ""},
		{pttlRoundsDown, 4, "PTTL right after SET PX is the whole number of milliseconds", `:9\d+\\r`},
		{broughtForwardMissed, 4, "A deadline that is brought forward is kept", ""},
		{heapNotMended, 4, "A deadline that is put off holds no other up", ""},
		{heapIndexNotKept, 4, "A key that is removed or persisted takes no other's deadline along", ""},
		{heapPopNotMended, 4, "Of many deadlines each is kept", ""},
		{sweeperRemovesOnce, 4, "Thousands of keys that expire together are all removed", `:\d+\\r`},
		{sweeperEnds, 4, "The sweeper goes on after it had nothing to do", ""},
		{wakingBlocks, 4, "Whoever sets a deadline does not wait for the sweeper", "a< .*"},
		{flushKeepsDeadlines, 4, "FLUSHALL forgets deadlines, too", ""},
		{farDeadlineOverflows, 4, "A deadline in the far future is kept", ""},

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

		{confirmedTooLate, 5, "Beside a publisher the confirmations still come first and last", ""},
		{confirmedTooSoon, 5, "Beside a publisher the confirmations still come first and last", ""},
		{taskPerMessage, 5, "Of many messages none is lost, and none overtakes another", ""},
		{wakeUpLost, 5, "A message does not wait for the next one", ""},
		{queueClosedTooSoon, 5, "A subscriber that leaves in the middle of messages disturbs nobody", ""},
		{subscriberIndexStale, 5, "Two dozen subscribers all get a message, and leave one after the other", ""},
		{quitCutsReplies, 5, "QUIT comes after the replies before it", `x{20,}…?|\n +\^`},
		{quitCutsMessages, 5, "Messages that are queued before QUIT still arrive", `pass\n(    a< .*\n)?`},
		{quitReadsOn, 5, "Nothing is executed after QUIT", ""},

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
		{permitNeverReleased, 6, "A client over the limit waits until another one leaves", ""},
		{permitKeptAfterHalfClose, 6, "Clients that wait for a place are all served in the end", ""},
		{freePlaceMissed, 6, "Clients that wait for a place are all served in the end", ""},
		{permitKeptAfterReset, 6, "QUIT, half a connection and a reset make room as well", ""},
		{permitKeptAfterDrop, 6, "A subscriber that was dropped gives its place back", ""},
		{graceWaitsForSubscribers, 6, "A subscriber that does not read holds the server no longer than the grace period", ""},
		{someClientsStay, 6, "SIGTERM ends many clients that wait", ""},
		{deadlineOnBothWays, 6, "A reply under way is not cut off at SIGTERM", ""},
	}
}
