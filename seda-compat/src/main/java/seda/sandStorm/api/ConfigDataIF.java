package seda.sandStorm.api;

/** Arguments of one stage, and its way to the runtime. */
public interface ConfigDataIF {
    String SET = "set";

    boolean contains(String key);

    String getString(String key);

    int getInt(String key);

    double getDouble(String key);

    boolean getBoolean(String key);

    String[] getStringList(String key);

    void setString(String key, String value);

    void setInt(String key, int value);

    void setDouble(String key, double value);

    void setBoolean(String key, boolean value);

    void setStringList(String key, String[] value);

    ManagerIF getManager();

    StageIF getStage();

    void setStage(StageIF stage);
}
