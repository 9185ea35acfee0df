package capriccio.iointercept.agent;

/** Proves at start that threads suspend; see the runtime's own probe. */
final class SelfTest {
    private SelfTest() {}

    static void run() throws Exception {
        capriccio.iointercept.runtime.Probe.check();
        if (Boolean.getBoolean("capriccio.fault.start")) {
            throw new IllegalStateException("told to fail by -Dcapriccio.fault.start");
        }
    }
}
