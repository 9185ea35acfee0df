package seda.sandStorm.api;

import java.util.Enumeration;

/** Settings of the runtime by dotted name, read-only. */
@SuppressWarnings("rawtypes") // the contract of 2002
public interface SandstormConfigIF {
    String getString(String name);

    String getString(String name, String defaultValue);

    boolean getBoolean(String name);

    boolean getBoolean(String name, boolean defaultValue);

    int getInt(String name);

    int getInt(String name, int defaultValue);

    double getDouble(String name);

    double getDouble(String name, double defaultValue);

    Enumeration getStages();

    Enumeration getKeys(String prefix);

    Enumeration getKeys();
}
