package capriccio.iointercept.agent;

import capriccio.continuations.analysis.JarAnalysis;
import capriccio.continuations.weave.CallRules;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code java -jar capriccio.jar …}. Four commands do not pay for a library of command lines in a jar that every start of
 * a program opens.
 */
final class Commands {
    private static final int USAGE = 2;

    private static final String HELP =
            """
            User-level threads for Java programs as they are.

            usage: java -javaagent:capriccio.jar[=KEY=VALUE,...] -jar your-server.jar
                   java -jar capriccio.jar analyze JAR...     what weaving does to jars
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
            case "analyze" -> {
                return analyze(args);
            }
            default -> {
                System.err.println("capriccio: unknown argument '" + command + "'; did you mean '"
                        + Key.nearest(command, List.of("analyze", "--help", "--version")) + "'? --help lists the commands.");
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
