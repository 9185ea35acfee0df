package capriccio.iointercept.programs;

/**
 * The program's code blocks while the JDK's own code calls it, from as many places as there are kinds of them. Each
 * callback must suspend or hold its carrier; none may be lost, nor its result.
 */
public final class JdkCallers {
    private JdkCallers() {}

    /** Arguments: how to block, then the cases to run; all by default. */
    public static void main(String[] args) {
        Hop.by(args.length > 0 ? Hop.Manner.valueOf(args[0]) : Hop.Manner.YIELD);
        Cases cases = new Cases();
        CallersOfData.addTo(cases);
        CallersOfCollections.addTo(cases);
        CallersOfFunctions.addTo(cases);
        CallersOfStreams.addTo(cases);
        CallersByReflection.addTo(cases);
        CallersOfTasks.addTo(cases);
        CallersOfExtensions.addTo(cases);
        cases.run(args.length > 1 ? java.util.Arrays.copyOfRange(args, 1, args.length) : new String[0]);
    }
}
