package capriccio.seda.haboob;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ConfigDataIF;

/** Reads a stage's arguments and collects what is wrong with them; what they say is of use only if {@link #check} passes. */
final class Settings {
    /** What limits are set to that are none. */
    static final int UNLIMITED = -1;

    private final ConfigDataIF config;
    private final String stage;
    private final List<String> problems = new ArrayList<>();

    Settings(ConfigDataIF config) {
        this.config = config;
        this.stage = config.getStage().getName();
    }

    /** Throws if any setting read so far is bad, with a line for each. */
    void check() throws ConfigException {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** Notes a problem of a setting: what to give instead. */
    void reject(String key, String remedy) {
        String value = config.getString(key);
        String state = value == null ? " is missing: " : " is '" + value + "': ";
        problems.add("Haboob: stage " + stage + ": " + key + state + remedy);
    }

    /** An int in a range, both ends included. */
    int number(String key, int least, int most, int otherwise, String remedy) {
        String text = config.getString(key);
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // rejected as one out of range is
        }
        reject(key, remedy);
        return otherwise;
    }

    /** A limit above 0; {@link #UNLIMITED} if absent or -1. */
    int limit(String key) {
        if ("-1".equals(config.getString(key))) {
            return UNLIMITED;
        }
        return number(key, 1, Integer.MAX_VALUE, UNLIMITED, "give a number above 0, or -1 for no limit");
    }

    /** A number in a range, both ends included. */
    double real(String key, double least, double most, double otherwise, String remedy) {
        String text = config.getString(key);
        if (text == null) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // rejected as one out of range is
        }
        reject(key, remedy);
        return otherwise;
    }

    /** A URL without a host; empty if it is absent, which {@code required} forbids. */
    String url(String key, boolean required) {
        String text = config.getString(key);
        if (text == null && !required) {
            return "";
        }
        if (text == null || !text.startsWith("/") || text.length() < 2 || text.indexOf(' ') >= 0) {
            reject(key, "give a URL without its host, such as /name");
            return "/";
        }
        return text;
    }

    /** One line of text without control characters; null if absent. */
    @Nullable String text(String key) {
        String text = config.getString(key);
        if (text != null && (text.isBlank() || text.chars().anyMatch(c -> c < ' ' || c > '~'))) {
            reject(key, "give printable ASCII characters");
        }
        return text;
    }

    /** A directory that exists. */
    Path directory(String key) {
        Path path = path(key);
        if (path == null || !Files.isDirectory(path)) {
            reject(key, "give a directory that exists");
            return Path.of("");
        }
        return path;
    }

    /** A file that can be read; null if absent, unless required. */
    @Nullable Path file(String key, boolean required) {
        if (config.getString(key) == null && !required) {
            return null;
        }
        Path path = path(key);
        if (path == null || !Files.isReadable(path) || Files.isDirectory(path)) {
            reject(key, "give a file that can be read");
            return null;
        }
        return path;
    }

    private @Nullable Path path(String key) {
        String text = config.getString(key);
        try {
            return text == null ? null : Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** An address of this machine. */
    InetAddress address(String key, String otherwise) {
        String text = config.getString(key);
        try {
            return InetAddress.getByName(text == null ? otherwise : text);
        } catch (UnknownHostException e) {
            reject(key, "give an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all");
            return InetAddress.getLoopbackAddress();
        }
    }
}
