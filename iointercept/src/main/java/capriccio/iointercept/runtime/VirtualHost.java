package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.UserThread;

/** What the scheduler needs where it runs the JDK's virtual threads, which themselves see to their interrupts, handlers and ends. */
public final class VirtualHost extends CarrierHost {
    @Override
    public boolean clearInterrupt() {
        return Thread.interrupted();
    }

    @Override
    public boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    /** The JDK has caught what the program throws: this is an error of its own, or of ours. */
    @Override
    public void onUncaught(UserThread thread, Throwable thrown) {
        System.err.println("[capriccio] " + thread.thread() + " failed outside of its program: " + thrown);
    }

    @Override
    public void onEnd(UserThread thread) {}
}
