package seda.sandStorm.main;

import capriccio.seda.control.Faithful;
import capriccio.seda.runtime.ConfigException;
import capriccio.seda.runtime.ConfigReader;
import capriccio.seda.runtime.Conversions;
import capriccio.seda.runtime.NumericKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.StageNameAlreadyBoundException;

/** Settings by dotted name, from defaults, a file, the command line, or code. */
@SuppressWarnings({"rawtypes", "unchecked", "JdkObsolete", "MutablePublicArray", "this-escape"}) // the contract of 2002
public class SandstormConfig implements Cloneable, SandstormConfigIF {
    public static final String LIST_ELEMENT_DELIMITER = " ";
    public static final String THREADMGR_TPPTM = "TPPTM";
    public static final String THREADMGR_TPSTM = "TPSTM";
    public static final String THREADMGR_AggTPSTM = "AggTPSTM";
    public static final String CONFIG_TRUE = "true";
    public static final String CONFIG_FALSE = "false";

    /** Names and values, alternating. */
    public static final String[] defaults = {
        "global.defaultThreadManager", THREADMGR_TPSTM,
        "global.threadPool.initialThreads", "1",
        "global.threadPool.minThreads", "1",
        "global.threadPool.maxThreads", "20",
        "global.threadPool.blockTime", "1000",
        "global.threadPool.sizeController.enable", CONFIG_FALSE,
        "global.threadPool.sizeController.delay", "2000",
        "global.threadPool.sizeController.threshold", "1000",
        "global.threadPool.sizeController.idleTimeThreshold", "1000",
        "global.batchController.enable", CONFIG_FALSE,
        "global.batchController.minBatch", "1",
        "global.batchController.maxBatch", "-1",
        "global.profile.enable", CONFIG_FALSE,
        "global.profile.delay", "1000",
        "global.profile.filename", "sandstorm-profile.txt",
        "global.profile.sockets", CONFIG_FALSE,
        "global.profile.graph", CONFIG_FALSE,
        "global.profile.graphfilename", "sandstorm-graph.txt",
        "global.AggTPSTM.governor.enable", CONFIG_FALSE,
        "global.AggTPSTM.governor.delay", "2000",
        "global.AggTPSTM.governor.threshold", "1000",
        "global.TPPTM.numCpus", "1",
        "global.TPPTM.maxThreads", "1",
        "global.aSocket.enable", CONFIG_TRUE,
        "global.aSocket.provider", "NBIO",
        "global.aSocket.rateController.enable", CONFIG_FALSE,
        "global.aSocket.rateController.rate", "100000.0",
        "global.aDisk.enable", CONFIG_FALSE,
        "global.aDisk.threadPool.initialThreads", "1",
        "global.aDisk.threadPool.minThreads", "1",
        "global.aDisk.threadPool.maxThreads", "20",
        "global.aDisk.threadPool.sizeController.enable", CONFIG_TRUE,
        "global.aDisk.threadPool.sizeController.delay", "2000",
        "global.aDisk.threadPool.sizeController.threshold", "20",
    };

    private static final String STAGES = "stages.";
    private static final String GLOBAL_ARGS = "global.initargs.";

    public Hashtable defaultInitArgs = new Hashtable();

    private final ConcurrentSkipListMap<String, String> values = new ConcurrentSkipListMap<>();
    private final Map<String, stageDescr> stages = new LinkedHashMap<>();
    private final Map<String, String> places = new ConcurrentHashMap<>(); // file and line of keys and sections that a file has
    private final Set<String> sections = ConcurrentHashMap.newKeySet();
    private final Hashtable commandLineArgs = new Hashtable();

    public SandstormConfig() {
        for (int i = 0; i < defaults.length; i += 2) {
            values.put(defaults[i], defaults[i + 1]);
        }
    }

    /** Takes {@code name=value} strings: with a dot settings, without one arguments of every stage. */
    public SandstormConfig(String[] args) throws IOException {
        this();
        applyArgs(args);
    }

    public SandstormConfig(String file) throws IOException {
        this(file, new String[0]);
    }

    public SandstormConfig(String file, String[] args) throws IOException {
        this();
        applyArgs(args);
        load(file, args);
    }

    private void applyArgs(String[] args) throws IOException {
        for (String arg : args == null ? new String[0] : args) {
            int equals = arg.indexOf('=');
            if (equals < 0) {
                throw new ConfigException("command line", "could not parse \"" + arg + "\"", "write name=value");
            }
            String name = arg.substring(0, equals);
            String value = arg.substring(equals + 1);
            if (name.contains(".")) {
                checkNumber(name, value, "command line");
                put(name, value);
            } else {
                commandLineArgs.put(name, value);
            }
        }
    }

    @Override
    public String getString(String name) {
        return getString(name, null);
    }

    @Override
    public String getString(String name, String defaultValue) {
        return values.getOrDefault(name, defaultValue);
    }

    public void putString(String name, String value) {
        values.put(name, value);
    }

    @Override
    public boolean getBoolean(String name) {
        return getBoolean(name, false);
    }

    @Override
    public boolean getBoolean(String name, boolean defaultValue) {
        return Conversions.toBoolean(getString(name), defaultValue);
    }

    public void putBoolean(String name, boolean value) {
        putString(name, Boolean.toString(value));
    }

    @Override
    public int getInt(String name) {
        return getInt(name, -1);
    }

    @Override
    public int getInt(String name, int defaultValue) {
        return Conversions.toInt(getString(name), defaultValue);
    }

    public void putInt(String name, int value) {
        putString(name, Integer.toString(value));
    }

    @Override
    public double getDouble(String name) {
        return getDouble(name, -1.0);
    }

    @Override
    public double getDouble(String name, double defaultValue) {
        return Conversions.toDouble(getString(name), defaultValue);
    }

    public String[] getStringList(String name) {
        return Conversions.toList(getString(name));
    }

    public void putDouble(String name, double value) {
        putString(name, Double.toString(value));
    }

    public void puttStringList(String name, String[] value) {
        putString(name, String.join(LIST_ELEMENT_DELIMITER, value));
    }

    /** The keys of a section, those of subsections with a trailing dot; null when there is no such section. */
    @Override
    public Enumeration getKeys(String prefix) {
        String start = prefix.isEmpty() ? "" : prefix + ".";
        Set<String> keys = new TreeSet<>();
        for (String name : values.tailMap(start).keySet()) {
            if (!name.startsWith(start)) {
                break;
            }
            String rest = name.substring(start.length());
            int dot = rest.indexOf('.');
            keys.add(dot < 0 ? rest : rest.substring(0, dot + 1));
        }
        return keys.isEmpty() && !sections.contains(prefix) ? null : Collections.enumeration(keys);
    }

    @Override
    public Enumeration getKeys() {
        return getKeys("");
    }

    /** A copy that later changes of the original do not reach. */
    public SandstormConfig getCopy() {
        SandstormConfig copy = new SandstormConfig();
        copy.values.clear();
        copy.values.putAll(values);
        copy.stages.putAll(stages);
        copy.places.putAll(places);
        copy.sections.addAll(sections);
        copy.defaultInitArgs.putAll(defaultInitArgs);
        copy.commandLineArgs.putAll(commandLineArgs);
        return copy;
    }

    /** Adds a stage to be created at the start; {@code args} are {@code key=value} or null. */
    public void addStage(String name, String className, String[] args)
            throws StageNameAlreadyBoundException, IOException {
        if (stages.containsKey(name)) {
            throw new StageNameAlreadyBoundException("Stage name " + name + " already in use");
        }
        stageDescr stage = new stageDescr();
        stage.stageName = name;
        stage.className = className;
        stage.initargs.putAll(defaultInitArgs);
        for (String arg : args == null ? new String[0] : args) {
            int equals = arg.indexOf('=');
            if (equals < 0) {
                throw new IOException("Could not parse init argument \"" + arg + "\": expected key=value");
            }
            stage.initargs.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        stage.initargs.putAll(commandLineArgs);
        stages.put(name, stage);
    }

    /** The descriptions of the configured stages. */
    @Override
    public Enumeration getStages() {
        return Collections.enumeration(stages.values());
    }

    List<stageDescr> stages() {
        return new ArrayList<>(stages.values());
    }

    public void readFile(String file) throws IOException {
        load(file, new String[0]);
    }

    /** Reads a file; {@code args} override it before its stages are made of it. */
    private void load(String file, String[] args) throws IOException {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, ConfigReader.Entry> item : ConfigReader.read(Path.of(file)).entrySet()) {
            String path = item.getKey();
            ConfigReader.Entry entry = item.getValue();
            places.put(path, entry.place());
            if (!entry.isSection()) {
                put(path, entry.value());
                continue;
            }
            sections.add(path);
            if (path.startsWith(STAGES) && path.indexOf('.', STAGES.length()) < 0) {
                names.add(path.substring(STAGES.length()));
            }
        }
        applyArgs(args);
        checkNumbers();
        for (String name : names) {
            stages.put(name, configured(name));
        }
    }

    private void put(String path, String value) {
        values.put(path, value);
        if (path.startsWith(GLOBAL_ARGS)) {
            defaultInitArgs.put(path.substring(GLOBAL_ARGS.length()), value);
        }
    }

    /** Where a file has a key or a section: file and line; otherwise just its name. */
    String place(String path) {
        return places.getOrDefault(path, path);
    }

    private void checkNumbers() throws ConfigException {
        if (!Faithful.in(this)) { // in 2002 what was no number counted as the default
            for (Map.Entry<String, String> known : places.entrySet()) {
                String value = values.get(known.getKey());
                if (value != null) {
                    checkNumber(known.getKey(), value, known.getValue());
                }
            }
        }
    }

    private static void checkNumber(String path, String value, String place) throws ConfigException {
        String problem = NumericKeys.problem(path, value);
        if (problem != null) {
            throw new ConfigException(place, path + " is " + value, problem);
        }
    }

    private stageDescr configured(String name) throws IOException {
        String start = STAGES + name + ".";
        stageDescr stage = new stageDescr();
        stage.stageName = name;
        stage.className = values.get(start + "class");
        if (stage.className == null || stage.className.isEmpty()) {
            throw new ConfigException(
                    place(STAGES + name), "the stage " + name + " has no class", "add a line: class NAME-OF-ITS-HANDLER");
        }
        stage.queueThreshold = getInt(start + "queueThreshold", -1);
        stage.initargs.putAll(defaultInitArgs);
        String args = start + "initargs.";
        values.forEach((path, value) -> {
            if (path.startsWith(args)) {
                stage.initargs.put(path.substring(args.length()), value);
            }
        });
        stage.initargs.putAll(commandLineArgs);
        return stage;
    }
}
