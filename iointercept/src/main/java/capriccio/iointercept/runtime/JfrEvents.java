package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.EventSink;
import capriccio.continuations.runtime.PinnedFrame;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * Events of user threads for the JDK's Flight Recorder, as {@code jdk.VirtualThreadStart} and its like. Loaded when that is
 * first used in this JVM, and never without the module {@code jdk.jfr}. The thread of an event is the carrier; the user
 * thread is a field.
 */
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class JfrEvents extends EventSink {
    private JfrEvents() {}

    /** From here on, events are recorded as recordings ask for them. */
    public static void begin() {
        EventSink.install(new JfrEvents()); // first: who sees the last of them knows that it is recorded
        FlightRecorder.register(ThreadStart.class);
        FlightRecorder.register(ThreadEnd.class);
        FlightRecorder.register(Park.class);
        FlightRecorder.register(Pinned.class);
        FlightRecorder.register(PollBatch.class);
    }

    @Name("capriccio.ThreadStart")
    @Label("User Thread Start")
    @Category({"Capriccio", "Threads"})
    @Enabled(false)
    @StackTrace(false)
    private static final class ThreadStart extends Event {
        @Label("Thread Id")
        long javaThreadId;

        @Label("Thread Name")
        String threadName = "";
    }

    @Name("capriccio.ThreadEnd")
    @Label("User Thread End")
    @Category({"Capriccio", "Threads"})
    @Enabled(false)
    @StackTrace(false)
    private static final class ThreadEnd extends Event {
        @Label("Thread Id")
        long javaThreadId;

        @Label("Thread Name")
        String threadName = "";
    }

    @Name("capriccio.Park")
    @Label("User Thread Park")
    @Description("From the moment when the thread left its carrier until it ran again")
    @Category({"Capriccio", "Threads"})
    @Enabled(false)
    @Threshold("20 ms")
    @StackTrace(false)
    private static final class Park extends Event {
        @Label("Thread Id")
        long javaThreadId;

        @Label("Thread Name")
        String threadName = "";
    }

    @Name("capriccio.Pinned")
    @Label("User Thread Pinned")
    @Description("A thread blocked its carrier, because a frame of it could not be saved")
    @Category({"Capriccio", "Threads"})
    @Threshold("20 ms")
    private static final class Pinned extends Event {
        @Label("Thread Id")
        long javaThreadId;

        @Label("Thread Name")
        String threadName = "";

        @Label("Reason")
        String reason = "";

        @Label("Frame")
        @Description("The innermost frame that cannot be saved")
        String frame = "";
    }

    @Name("capriccio.PollBatch")
    @Label("Poll Batch")
    @Description("Descriptors that one look at the poller found ready")
    @Category({"Capriccio", "Poller"})
    @Enabled(false)
    @StackTrace(false)
    private static final class PollBatch extends Event {
        @Label("Descriptors")
        int descriptors;
    }

    @SuppressWarnings("deprecation") // threadId() is not in 17
    private static long id(Thread thread) {
        return thread.getId();
    }

    @Override
    public void started(Thread thread) {
        ThreadStart e = new ThreadStart();
        if (e.isEnabled()) {
            e.javaThreadId = id(thread);
            e.threadName = thread.getName();
            e.commit();
        }
    }

    @Override
    public void ended(Thread thread) {
        ThreadEnd e = new ThreadEnd();
        if (e.isEnabled()) {
            e.javaThreadId = id(thread);
            e.threadName = thread.getName();
            e.commit();
        }
    }

    @Override
    public @Nullable Object parked() {
        Park e = new Park();
        if (!e.isEnabled()) {
            return null;
        }
        e.begin();
        return e;
    }

    @Override
    public void unparked(Object parked, Thread thread) {
        Park e = (Park) parked;
        e.end();
        if (e.shouldCommit()) {
            e.javaThreadId = id(thread);
            e.threadName = thread.getName();
            e.commit();
        }
    }

    @Override
    public @Nullable Object pinned() {
        Pinned e = new Pinned();
        if (!e.isEnabled()) {
            return null;
        }
        e.begin();
        return e;
    }

    @Override
    public void unpinned(Object pinned, Thread thread) {
        Pinned e = (Pinned) pinned;
        e.end();
        if (e.shouldCommit()) {
            PinnedFrame frame = PinnedFrame.find();
            e.javaThreadId = id(thread);
            e.threadName = thread.getName();
            e.reason = frame.reason();
            e.frame = frame.place();
            e.commit();
        }
    }

    static void polled(int descriptors) {
        PollBatch e = new PollBatch();
        if (e.isEnabled()) {
            e.descriptors = descriptors;
            e.commit();
        }
    }
}
