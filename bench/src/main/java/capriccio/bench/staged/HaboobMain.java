package capriccio.bench.staged;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** Haboob from a configuration, told as the bench tells its servers. */
@Command(name = "haboob", description = "Haboob, from a configuration file.")
final class HaboobMain implements Callable<Integer> {
    @Option(names = "--config", required = true)
    private String config = "";

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--root", required = true)
    private String root = "";

    @Option(names = "--exit-with-stdin")
    private boolean exitWithStdin;

    @Option(names = "--set", description = "name=value: beside what the configuration says, or instead of it")
    private Map<String, String> settings = Map.of();

    private HaboobMain() {}

    /** Runs until killed, or until its standard input ends if it is told so. */
    public static void main(String[] args) {
        int code = new CommandLine(new HaboobMain()).execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("httpPort=" + port, "rootDir=" + root));
        settings.forEach((name, value) -> arguments.add(name + "=" + value));
        Sandstorm sandstorm = new Sandstorm(new SandstormConfig(config, arguments.toArray(String[]::new)));
        if (exitWithStdin) {
            System.in.transferTo(OutputStream.nullOutputStream());
            sandstorm.shutdown();
        }
        return 0;
    }
}
