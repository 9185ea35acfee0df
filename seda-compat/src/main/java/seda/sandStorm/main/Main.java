package seda.sandStorm.main;

import capriccio.seda.runtime.ConfigException;
import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.util.Arrays;
import java.util.Date;
import seda.sandStorm.internal.sandStormConst;

/**
 * Starts the stages of a configuration file: {@code Main [-profile] file.cfg [name=value ...]}. Without arguments prints
 * the usage; a configuration that cannot be used is one line on the standard error; both exit with -1, as does a start
 * that fails otherwise.
 */
public class Main {
    private static final int FAILED = -1;

    public Main() {}

    @SuppressWarnings("JavaUtilDate") // the line is of 2002
    public static void main(String[] args) {
        boolean profile = args.length > 0 && args[0].equals("-profile");
        int first = profile ? 1 : 0;
        if (args.length == first) {
            Log.line("usage: java seda.sandStorm.main.Main [-profile] <configfile> [initargs]");
            System.exit(FAILED);
        }
        System.out.println(sandStormConst.WELCOME_STRING);
        System.out.println("  Starting at " + new Date() + "\n");
        try {
            SandstormConfig config = new SandstormConfig(args[first], Arrays.copyOfRange(args, first + 1, args.length));
            if (profile) {
                config.putBoolean("global.profile.enable", true);
            }
            new Sandstorm(config);
        } catch (ConfigException e) {
            fail("Sandstorm: " + e.getMessage());
        } catch (IOException e) {
            fail("Sandstorm: cannot start: " + e.getMessage());
        } catch (Exception e) {
            Log.failure("Sandstorm: got exception while starting: " + e, e);
            System.exit(FAILED);
        }
    }

    private static void fail(String line) {
        Log.line(line);
        System.exit(FAILED);
    }
}
