package capriccio.iointercept.programs;

/** Says hello to its arguments: output and exit are the same with and without an agent. */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello " + String.join(" ", args));
        System.out.println("OK hello");
    }
}
