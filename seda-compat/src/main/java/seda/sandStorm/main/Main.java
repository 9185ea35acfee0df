package seda.sandStorm.main;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import seda.sandStorm.internal.sandStormConst;

/** Starts the stages of a configuration file: {@code Main [-profile] file.cfg [name=value ...]}. */
public class Main {
    public Main() {}

    public static void main(String[] args) {
        int first = args.length > 0 && args[0].equals("-profile") ? 1 : 0;
        if (args.length == first) {
            usage();
        }
        System.out.println(sandStormConst.WELCOME_STRING);
        System.out.println("  Starting at " + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneId.systemDefault())) + "\n");
        SandstormConfig config;
        try {
            config = new SandstormConfig(args[first], Arrays.copyOfRange(args, first + 1, args.length));
        } catch (IOException e) {
            Log.failure("Sandstorm: Error reading configuration file: " + e.getMessage(), e);
            usage();
            return;
        }
        if (first == 1) {
            config.putBoolean("global.profile.enable", true);
        }
        try {
            new Sandstorm(config);
        } catch (Exception e) {
            Log.failure("Sandstorm: got exception while starting: " + e, e);
        }
    }

    private static void usage() {
        Log.line("usage: java seda.sandStorm.main.Main [-profile] <configfile> [initargs]");
        System.exit(-1);
    }
}
