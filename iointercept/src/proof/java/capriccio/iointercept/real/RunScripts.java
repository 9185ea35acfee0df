package capriccio.iointercept.real;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.mozilla.javascript.BaseFunction;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** Rhino: the scripts of {@code scripts.js}, interpreted and compiled to classes, with a host function that suspends. */
public final class RunScripts {
    private static final int COPIES = 3;

    private RunScripts() {}

    /** Argument: how often. */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        for (int level : new int[] {-1, 0, 9}) {
            System.out.print("level " + level + "\n" + Copies.of(COPIES, copy -> run(level, rounds)));
        }
    }

    @SuppressWarnings("deprecation") // levels by number are what has all of them
    private static String run(int level, int rounds) throws IOException {
        StringBuilder out = new StringBuilder();
        for (int round = 0; round < rounds; round++) {
            Context context = Context.enter();
            try (Reader script = new InputStreamReader(
                    RunScripts.class.getResourceAsStream("/scripts.js"), StandardCharsets.UTF_8)) {
                context.setOptimizationLevel(level);
                context.setLanguageVersion(Context.VERSION_ES6);
                ScriptableObject scope = context.initStandardObjects();
                ScriptableObject.putProperty(scope, "pause", new Pause());
                ScriptableObject.putProperty(scope, "print", new Print(out));
                context.evaluateReader(scope, new YieldingReader(script), "scripts.js", 1, null);
            } catch (RhinoException e) {
                out.append("thrown ").append(e.details()).append('\n'); // without the line: that comes from a stack trace
            } finally {
                Context.exit();
            }
        }
        return out.toString();
    }

    /** Suspends and returns its argument. */
    private static final class Pause extends BaseFunction {
        private static final long serialVersionUID = 1;

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // to yield is the point
        public Object call(Context context, Scriptable scope, Scriptable self, Object[] args) {
            Thread.yield();
            return args.length == 0 ? "paused" : args[0];
        }
    }

    private static final class Print extends BaseFunction {
        private static final long serialVersionUID = 1;
        private final transient StringBuilder out;

        Print(StringBuilder out) {
            this.out = out;
        }

        @Override
        public Object call(Context context, Scriptable scope, Scriptable self, Object[] args) {
            for (Object arg : args) {
                out.append(Context.toString(arg)).append(' ');
            }
            out.append('\n');
            return "";
        }
    }
}
