package seda.sandStorm.internal;

import capriccio.seda.runtime.Conversions;
import java.io.IOException;
import java.util.Hashtable;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.StageIF;

/** Arguments of a stage as a table of strings. */
@SuppressWarnings({"rawtypes", "unchecked", "JdkObsolete"}) // the contract of 2002
public class ConfigData implements ConfigDataIF {
    private final ManagerIF manager;
    private final Hashtable values;
    private volatile StageIF stage;

    public ConfigData(ManagerIF manager) {
        this(manager, new Hashtable());
    }

    public ConfigData(ManagerIF manager, Hashtable values) {
        this.manager = manager;
        this.values = values == null ? new Hashtable() : values;
    }

    /** Takes {@code key=value} strings; null means none. */
    public ConfigData(ManagerIF manager, String[] args) throws IOException {
        this(manager, table(args));
    }

    private static Hashtable table(String[] args) throws IOException {
        Hashtable table = new Hashtable();
        for (String arg : args == null ? new String[0] : args) {
            int equals = arg.indexOf('=');
            if (equals < 0) {
                throw new IOException("Could not parse init argument \"" + arg + "\": expected key=value");
            }
            table.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        return table;
    }

    @Override
    public boolean contains(String key) {
        return values.get(key) != null;
    }

    @Override
    public String getString(String key) {
        return (String) values.get(key);
    }

    @Override
    public int getInt(String key) {
        return Conversions.toInt(getString(key), -1);
    }

    @Override
    public double getDouble(String key) {
        return Conversions.toDouble(getString(key), -1.0);
    }

    @Override
    public boolean getBoolean(String key) {
        return Conversions.toBoolean(getString(key), false);
    }

    @Override
    public String[] getStringList(String key) {
        return Conversions.toList(getString(key));
    }

    @Override
    public void setString(String key, String value) {
        values.put(key, value);
    }

    @Override
    public void setInt(String key, int value) {
        values.put(key, Integer.toString(value));
    }

    @Override
    public void setDouble(String key, double value) {
        values.put(key, Double.toString(value));
    }

    @Override
    public void setBoolean(String key, boolean value) {
        values.put(key, Boolean.toString(value));
    }

    @Override
    public void setStringList(String key, String[] value) {
        values.put(key, String.join(" ", value));
    }

    @Override
    public ManagerIF getManager() {
        return manager;
    }

    @Override
    public StageIF getStage() {
        return stage;
    }

    @Override
    public void setStage(StageIF stage) {
        this.stage = stage;
    }
}
