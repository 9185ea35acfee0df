package capriccio.knot.server;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;

/** How the threads of a threaded architecture are made. */
public enum ThreadFlavour {
    /** {@code new Thread(task)}; under the agent of this project these are user threads. */
    PLATFORM {
        @Override
        public ThreadFactory factory() {
            return task -> new Thread(task, "knot-connection");
        }
    },

    /** The JDK's virtual threads, from JDK 21 on. */
    VIRTUAL {
        @Override
        public ThreadFactory factory() {
            // By reflection, because the source level is that of JDK 17.
            try {
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                return (ThreadFactory)
                        Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
            } catch (NoSuchMethodException | ClassNotFoundException | InvocationTargetException e) {
                throw new UnsupportedOperationException(
                        "virtual threads need JDK 21 or later, but this is JDK " + Runtime.version().feature(), e);
            } catch (IllegalAccessException e) {
                throw new LinkageError("Thread.Builder is not public", e);
            }
        }
    };

    /**
     * A factory of such threads, not started.
     *
     * @throws UnsupportedOperationException if this JDK has none, with a sentence for the user
     */
    public abstract ThreadFactory factory();
}
