package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.fail;
import static capriccio.iointercept.programs.Hop.hop;

import java.util.Map;
import java.util.concurrent.Callable;

/** Exceptions through, into and around code that blocks. */
final class ExceptionShapes {
    private ExceptionShapes() {}

    static void all(Map<String, Callable<Object>> shapes) {
        shapes.put("tryCatchFinally", ExceptionShapes::tryCatchFinally);
        shapes.put("throughFrames", ExceptionShapes::throughFrames);
        shapes.put("catchThrowable", ExceptionShapes::catchThrowable);
        shapes.put("finallyReplaces", ExceptionShapes::finallyReplaces);
        shapes.put("nestedFinally", ExceptionShapes::nestedFinally);
        shapes.put("tryWithResources", ExceptionShapes::tryWithResources);
        shapes.put("multiCatchInLoop", ExceptionShapes::multiCatchInLoop);
        shapes.put("runtimeExceptions", ExceptionShapes::runtimeExceptions);
        shapes.put("throughSynchronized", ExceptionShapes::throughSynchronized);
    }

    private static Object tryCatchFinally() {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            try {
                path.append("try").append(hop(i));
                if (i == 1) {
                    fail("one");
                }
                path.append("end");
            } catch (Hop.HopException e) {
                path.append(hop(e.getMessage()));
            } finally {
                hop();
                path.append("finally").append(hop(i));
            }
        }
        return path.toString();
    }

    private static Object throughFrames() {
        try {
            return sink(30);
        } catch (Hop.HopException e) {
            return e.getMessage();
        }
    }

    private static int sink(int depth) throws Hop.HopException {
        hop();
        if (depth == 0) {
            return fail("bottom");
        }
        try {
            return sink(depth - 1) + 1;
        } catch (Hop.HopException e) {
            if (depth % 10 == 0) {
                hop();
                throw new Hop.HopException(e.getMessage() + hop(depth));
            }
            throw e;
        }
    }

    /** A suspension is not an exception that the program could see. */
    private static Object catchThrowable() {
        int caught = 0;
        for (int i = 0; i < 5; i++) {
            try {
                hop();
                hop(i);
            } catch (Throwable e) {
                caught++;
            }
        }
        return caught;
    }

    private static Object finallyReplaces() {
        try {
            replaced();
            return "nothing";
        } catch (IllegalStateException e) {
            return e.getMessage();
        } catch (Hop.HopException e) {
            return "the first one";
        }
    }

    @SuppressWarnings({"finally", "Finally"}) // a shape to test
    private static void replaced() throws Hop.HopException {
        try {
            fail("first");
        } finally {
            hop();
            throw new IllegalStateException(hop("second"));
        }
    }

    private static Object nestedFinally() {
        StringBuilder path = new StringBuilder();
        try {
            try {
                try {
                    fail("deep");
                } finally {
                    path.append(hop("a"));
                }
            } finally {
                path.append(hop("b"));
                try {
                    fail("inner");
                } catch (Hop.HopException e) {
                    path.append(hop(e.getMessage()));
                }
            }
        } catch (Hop.HopException e) {
            path.append(hop(e.getMessage()));
        }
        return path.toString();
    }

    private static Object tryWithResources() {
        StringBuilder path = new StringBuilder();
        try (Resource first = new Resource("first", path);
                Resource second = new Resource("second", path)) {
            path.append(hop(first.name)).append(second.name);
            fail("body");
        } catch (Hop.HopException e) {
            path.append(e.getMessage()).append(e.getSuppressed().length);
            path.append(e.getSuppressed()[0].getMessage());
        }
        return path.toString();
    }

    private static Object multiCatchInLoop() {
        int sum = 0;
        for (int i = 0; i < 6; i++) {
            try {
                sum += pick(i);
            } catch (IllegalStateException | Hop.HopException e) {
                sum = sum * 10 + hop(e.getMessage().length());
                continue;
            } catch (RuntimeException e) {
                sum -= hop(1);
                if (i == 5) {
                    break;
                }
            }
            hop();
        }
        return sum;
    }

    private static int pick(int i) throws Hop.HopException {
        return switch (hop(i) % 3) {
            case 0 -> fail("checked");
            case 1 -> hop(i);
            default -> throw i == 2 ? new IllegalStateException("state") : new UnsupportedOperationException();
        };
    }

    private static Object runtimeExceptions() {
        StringBuilder names = new StringBuilder();
        int[] cells = new int[2];
        for (int i = 0; i < 4; i++) {
            try {
                switch (i) {
                    case 0 -> cells[hop(2)] = hop(1);
                    case 1 -> cells[0] = 1 / hop(0);
                    case 2 -> cells[0] = ((String) hop((Object) null)).length();
                    default -> cells[0] = ((String) hop((Object) 1)).length();
                }
            } catch (RuntimeException e) {
                names.append(hop(e.getClass().getSimpleName()));
            }
        }
        return names.toString();
    }

    private static Object throughSynchronized() {
        Object lock = new Object();
        try {
            synchronized (lock) {
                hop();
                synchronized (lock) {
                    fail("inside");
                }
            }
        } catch (Hop.HopException e) {
            return e.getMessage() + Thread.holdsLock(lock);
        }
        return "nothing";
    }

    private static final class Resource implements AutoCloseable {
        private final String name;
        private final StringBuilder path;

        Resource(String name, StringBuilder path) {
            this.name = name;
            this.path = path;
            hop();
        }

        @Override
        public void close() throws Hop.HopException {
            path.append(hop("close ")).append(name);
            fail("closing " + name);
        }
    }
}
