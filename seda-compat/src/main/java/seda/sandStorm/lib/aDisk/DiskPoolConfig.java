package seda.sandStorm.lib.aDisk;

import java.util.Enumeration;
import seda.sandStorm.api.SandstormConfigIF;

/** The runtime's configuration as the disk layer's pool reads it: {@code global.aDisk.threadPool.*} are its settings. */
@SuppressWarnings("rawtypes") // the contract of 2002
final class DiskPoolConfig implements SandstormConfigIF {
    private static final String EVERYONES = "global.threadPool.";
    private static final String OURS = "global.aDisk.threadPool.";

    private final SandstormConfigIF config;

    DiskPoolConfig(SandstormConfigIF config) {
        this.config = config;
    }

    private static String name(String asked) {
        return asked.startsWith(EVERYONES) ? OURS + asked.substring(EVERYONES.length()) : asked;
    }

    @Override
    public String getString(String name) {
        return config.getString(name(name));
    }

    @Override
    public String getString(String name, String defaultValue) {
        return config.getString(name(name), defaultValue);
    }

    @Override
    public boolean getBoolean(String name) {
        return config.getBoolean(name(name));
    }

    @Override
    public boolean getBoolean(String name, boolean defaultValue) {
        return config.getBoolean(name(name), defaultValue);
    }

    @Override
    public int getInt(String name) {
        return config.getInt(name(name));
    }

    @Override
    public int getInt(String name, int defaultValue) {
        return config.getInt(name(name), defaultValue);
    }

    @Override
    public double getDouble(String name) {
        return config.getDouble(name(name));
    }

    @Override
    public double getDouble(String name, double defaultValue) {
        return config.getDouble(name(name), defaultValue);
    }

    @Override
    public Enumeration getStages() {
        return config.getStages();
    }

    @Override
    public Enumeration getKeys(String prefix) {
        return config.getKeys(prefix);
    }

    @Override
    public Enumeration getKeys() {
        return config.getKeys();
    }
}
