package capriccio.seda.control;

import capriccio.seda.runtime.Conversions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.internal.ResponseTimeControllerIF;

/**
 * Makes the response-time controller that the configuration asks for: {@code stages.S.rtController.*}, else
 * {@code global.rtController.*}; the arguments {@code rtController.enable} and {@code .type} of a stage override both.
 */
public final class ResponseTimeControllers {
    private static final int MAX_CLASSES = 10;
    private static final double NO_TARGET = -1;

    private final String own;
    private final SandstormConfigIF config;

    private ResponseTimeControllers(String stage, SandstormConfigIF config) {
        this.own = "stages." + stage + ".rtController.";
        this.config = config;
    }

    /** The controller, enabled; null when there is to be none. */
    public static @Nullable ResponseTimeControllerIF create(
            ControlledStage stage, SandstormConfigIF config, ConfigDataIF initargs) {
        if (!areWanted(stage.name(), config, initargs)) {
            return null;
        }
        ResponseTimeControllers settings = new ResponseTimeControllers(stage.name(), config);
        ResponseTimeControllerIF controller = settings.create(stage, settings.value("type", initargs));
        controller.enable();
        return controller;
    }

    /** Whether a stage is to have a controller. */
    public static boolean areWanted(String stage, SandstormConfigIF config, ConfigDataIF initargs) {
        return Conversions.toBoolean(new ResponseTimeControllers(stage, config).value("enable", initargs), false);
    }

    private ResponseTimeControllerIF create(ControlledStage stage, @Nullable String type) {
        double target = number("targetResponseTime");
        double[] targets = classTargets(target);
        String law = type == null ? "direct" : type;
        boolean perClass = law.equals("multiclass") && targets.length > 0;
        if (target <= 0 && !perClass) {
            throw new IllegalArgumentException("stage " + stage.name() + " has a response-time controller and no target: set "
                    + own + "targetResponseTime or global.rtController.targetResponseTime, in milliseconds");
        }
        return switch (law) {
            case "direct" -> new DirectController(stage, target);
            case "pid" -> new PidController(stage, target);
            case "mm1" -> new Mm1Controller(stage, target);
            case "multiclass" -> new MulticlassController(
                    stage, target, perClass ? targets(targets, stage.faithful()) : new double[] {target});
            default -> throw new IllegalArgumentException("stage " + stage.name() + " has the unknown rtController.type "
                    + law + ": use direct, pid, mm1 or multiclass");
        };
    }

    /** The targets by class as configured, -1 where there is none; empty when there is none at all. */
    private double[] classTargets(double target) {
        List<Double> targets = new ArrayList<>();
        for (int cls = 0; cls < MAX_CLASSES; cls++) {
            double one = number("multiclass.class" + cls + "Target");
            if (one > 0) {
                while (targets.size() < cls) {
                    targets.add(target > 0 && targets.isEmpty() ? target : NO_TARGET);
                }
                targets.add(one);
            }
        }
        return targets.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** In 2002 there were as many classes as targets, whichever classes these were for. */
    private static double[] targets(double[] targets, boolean faithful) {
        if (!faithful) {
            return targets;
        }
        int count = 0;
        for (double target : targets) {
            count += target > 0 ? 1 : 0;
        }
        return Arrays.copyOf(targets, Math.max(1, count));
    }

    private @Nullable String value(String key, ConfigDataIF initargs) {
        String argument = initargs.getString("rtController." + key);
        return argument != null ? argument : config.getString(own + key, config.getString("global.rtController." + key));
    }

    private double number(String key) {
        return config.getDouble(own + key, config.getDouble("global.rtController." + key, NO_TARGET));
    }
}
