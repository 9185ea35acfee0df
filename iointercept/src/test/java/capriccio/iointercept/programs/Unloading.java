package capriccio.iointercept.programs;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** Loaders whose classes blocked on started threads go once the program lets go of them, as when a server redeploys. */
@SuppressWarnings("ThreadPriorityCheck")
public final class Unloading {
    private static final int LOADERS = 8;
    private static final int TRIES = 200;

    private Unloading() {}

    public static void main(String[] args) throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < LOADERS; i++) {
            loaders.add(deploy());
        }
        Thread last = new Thread(Thread::yield); // what a carrier has in hand is this thread's
        last.start();
        last.join();
        int left = LOADERS;
        for (int i = 0; i < TRIES && left > 0; i++) {
            System.gc();
            left = (int) loaders.stream().filter(r -> r.get() != null).count();
            Thread.sleep(1);
        }
        System.out.println((left == 0 ? "OK" : "FAILED") + " loaders=" + LOADERS + " left=" + left);
        System.exit(left == 0 ? 0 : 1);
    }

    private static WeakReference<ClassLoader> deploy() throws Exception {
        ClassLoader loader = new Own();
        Runnable guest = (Runnable) loader.loadClass(Guest.class.getName()).getConstructor().newInstance();
        Thread thread = new Thread(guest);
        thread.start();
        synchronized (guest) {
            guest.notifyAll();
        }
        thread.join();
        Check.that(guest.getClass() != Guest.class && guest.toString().equals("done"), "the guest has run in its own class");
        return new WeakReference<>(loader);
    }

    /** Has classes of its own for what {@link Guest} consists of. */
    private static final class Own extends ClassLoader {
        Own() {
            super(Unloading.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Guest.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] file = in.readAllBytes();
                    return defineClass(name, file, 0, file.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }

    /** Suspends in every way that leaves something behind: a park, a wait, a contended lock, a lambda, a twin of each. */
    @SuppressWarnings({"WaitNotInLoop", "ThreadPriorityCheck"}) // to suspend is the point
    public static final class Guest implements Runnable {
        private String state = "new";

        @Override
        public void run() {
            try {
                Thread.sleep(1);
                synchronized (this) {
                    wait(1);
                }
                Thread inner = new Thread(() -> pass(3));
                inner.start();
                inner.join();
                state = "done";
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void pass(int n) {
            Thread.yield();
            if (n > 0) {
                pass(n - 1);
            }
        }

        @Override
        public String toString() {
            return state;
        }
    }
}
