package capriccio.iointercept.agent;

import capriccio.continuations.analysis.JarAnalysis;
import capriccio.continuations.weave.CallRules;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code java -jar capriccio.jar …}. A few commands do not pay for a library of command lines in a jar that every start of
 * a program opens.
 */
final class Commands {
    private static final int USAGE = 2;
    private static final int FAILED = 1;
    private static final List<String> INQUIRIES = List.of("dump", "stats", "graph", "view");
    private static final long PATIENCE_MILLIS = 60_000;

    private static final String HELP =
            """
            User-level threads for Java programs as they are.

            usage: java -javaagent:capriccio.jar[=KEY=VALUE,...] -jar your-server.jar
                   java -jar capriccio.jar analyze JAR...     what weaving does to jars
                   java -jar capriccio.jar points             native calls of this JDK that block, and what they become
                   java -jar capriccio.jar PID dump [--json]  the user threads of a process that has the agent
                   java -jar capriccio.jar PID stats [--json] its counters
                   java -jar capriccio.jar PID graph [--json] its blocking graph, as DOT
                   java -jar capriccio.jar PID view           where a browser sees it live, if it has view=PORT
                   java -jar capriccio.jar --help | --version

            """;

    private static final String PLACES =
            """

            A key may also be given as -Dcapriccio.KEY=VALUE or in the environment as CAPRICCIO_KEY; an
            argument of the agent comes before the property, and the property before the environment.
            """;

    private Commands() {}

    /** The exit status. */
    static int run(String[] args) {
        String command = args.length == 0 ? "--help" : args[0];
        switch (command) {
            case "--help", "-h", "help" -> System.out.print(help());
            case "--version", "version" -> System.out.println(version());
            case "points" -> BlockingPoints.of(Runtime.version().feature()).forEach(System.out::println);
            case "analyze" -> {
                return analyze(args);
            }
            default -> {
                if (isNumber(command)) {
                    return ask(args);
                }
                System.err.println("capriccio: unknown argument '" + command + "'; did you mean '"
                        + Key.nearest(command, List.of("PID", "analyze", "points", "--help", "--version")) + "'? --help lists the commands.");
                return USAGE;
            }
        }
        return 0;
    }

    static String help() {
        return HELP + Key.help() + PLACES;
    }

    static String version() {
        String version = CapriccioAgent.class.getPackage().getImplementationVersion();
        return "capriccio " + (version == null ? "(unpackaged)" : version);
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** On a thread of its own, for the other process may stand still. */
    private static int ask(String[] args) {
        boolean json = args.length == 3 && args[2].equals("--json");
        if (args.length < 2 || !INQUIRIES.contains(args[1]) || (args.length > 2 && !json)) {
            System.err.println("capriccio: after a process number comes one of " + String.join(", ", INQUIRIES)
                    + ", and then --json or nothing");
            return USAGE;
        }
        int[] status = {FAILED};
        Thread asking = new Thread(() -> status[0] = ask(args[0], args[1], json), "ask");
        asking.setDaemon(true);
        asking.start();
        try {
            asking.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (asking.isAlive()) {
            System.err.println("capriccio: process " + args[0] + " has not answered for " + PATIENCE_MILLIS / 1000
                    + " s: it is stopped, or stands still at a safepoint");
        }
        return status[0];
    }

    private static int ask(String pid, String command, boolean json) {
        try {
            Attach.ask(pid, command, json, System.out);
            return 0;
        } catch (NoClassDefFoundError e) {
            System.err.println("capriccio: this Java runtime has no module jdk.attach: use a JDK's java");
        } catch (IOException e) {
            System.err.println("capriccio: " + e.getMessage());
        }
        return FAILED;
    }

    private static int analyze(String[] args) {
        List<File> jars = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            jars.add(new File(args[i]));
        }
        try {
            if (jars.isEmpty()) {
                throw new IOException("analyze needs the name of a jar");
            }
            CallRules rules = new CallRules(Hooks.calls(), Hooks.entries(), JdkClasses.woven()).pollLoops(true);
            System.out.print(JarAnalysis.of(rules, jars).text());
            return 0;
        } catch (IOException e) {
            System.err.println("capriccio: " + e.getMessage());
            return USAGE;
        }
    }
}
