//go:build stress

package mistakes

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"mini-redis/final/check"
)

// No machine is too busy for the cases about load: all servers pass them while all are
// checked at once.
func TestSoundServersPassUnderLoadAtOnce(t *testing.T) {
	needLinux(t)
	servers := map[string]check.Command{
		"small": process(""),
		"final": built(t, "../../cmd/mini-redis-server", "--port", "{port}"),
		"redis": redis(t),
	}
	for i, dir := range []string{"step01_echo", "step02_framing", "step03_store", "step04_expiry", "step05_pubsub", "step06_shutdown"} {
		servers[fmt.Sprintf("step %d", i+1)] = built(t, "../../../"+dir+"/server", "-addr", "127.0.0.1:{port}")
	}
	passLoad(t, servers)
}

// Beside programs that leave the server little of a processor, it is still seen to keep one busy.
func TestAcceptErrorsOnABusyMachine(t *testing.T) {
	needLinux(t)
	for range 8 * runtime.NumCPU() {
		busy := exec.Command(os.Args[0], "planted", string(runsInCircles), "")
		if err := busy.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			busy.Process.Kill()
			busy.Wait()
		})
	}
	catchLoad(t, "load.descriptors")
}
