package capriccio.bench.peers;

import capriccio.bench.servers.Work;
import capriccio.knot.cache.PageCache;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * A Netty server over Knot's parser, handler and page cache, with one event loop per processor. Where requests compute, they
 * do so on threads of their own.
 */
public final class NettyServer implements Callable<Integer> {
    private static final int BACKLOG = 4_096;

    @Option(names = "--port", required = true)
    int port;

    @Option(names = "--root", required = true)
    Path root = Path.of(".");

    @Option(names = "--cache-bytes", defaultValue = "200000000")
    long cacheBytes;

    @Option(names = "--burn", defaultValue = "0", description = "rounds that a request computes whose page is not light")
    long burn;

    @Option(names = "--offload", defaultValue = "16", description = "threads that do (${DEFAULT-VALUE})")
    int offload;

    @Option(names = "--exit-with-stdin")
    boolean exitWithStdin;

    /** Serves until standard input ends, or for ever. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new NettyServer()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        PageCache cache = PageCache.of(root, cacheBytes);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
        Channel channel = listen(group, cache, new Offload(burn == 0 ? null : () -> Work.rounds(burn), offload), port);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var address = (java.net.InetSocketAddress) channel.localAddress();
        out.println("listening on 127.0.0.1:" + address.getPort());
        if (exitWithStdin) {
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
            return 0;
        }
        channel.closeFuture().sync();
        return 0;
    }

    /** Listens on the loopback address; port 0 lets the system pick. */
    static Channel listen(EventLoopGroup group, PageCache cache, Offload offload, int port) throws InterruptedException {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel child) {
                        child.pipeline().addLast(new NettyConnection(cache, offload));
                    }
                })
                .bind("127.0.0.1", port)
                .sync()
                .channel();
    }
}
