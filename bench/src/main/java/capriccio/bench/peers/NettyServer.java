package capriccio.bench.peers;

import capriccio.knot.cache.PageCache;
import capriccio.knot.http.BadRequestException;
import capriccio.knot.http.Request;
import capriccio.knot.http.RequestParser;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** A Netty server over Knot's parser, handler and page cache, with one event loop per processor. */
public final class NettyServer implements Callable<Integer> {
    private static final int BACKLOG = 4_096;

    @Option(names = "--port", required = true)
    int port;

    @Option(names = "--root", required = true)
    Path root = Path.of(".");

    @Option(names = "--cache-bytes", defaultValue = "200000000")
    long cacheBytes;

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
        Channel channel = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel child) {
                        child.pipeline().addLast(new Connection(cache));
                    }
                })
                .bind("127.0.0.1", port)
                .sync()
                .channel();
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

    /** One connection; requests are answered on the event loop, and a page that is not cached is loaded there. */
    private static final class Connection extends ChannelInboundHandlerAdapter {
        private final PageCache cache;
        private final RequestParser parser = new RequestParser();

        Connection(PageCache cache) {
            this.cache = cache;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            try {
                ByteBuffer bytes = in.nioBuffer();
                for (Request request = parser.next(bytes); request != null; request = parser.next(bytes)) {
                    write(context, respond(request));
                }
            } catch (BadRequestException e) {
                write(context, SiteHandler.badRequest(e));
            } finally {
                in.release();
            }
        }

        private Response respond(Request request) {
            Response refusal = SiteHandler.refuse(request);
            if (refusal != null) {
                return refusal;
            }
            try {
                return SiteHandler.respond(request, cache.get(request.path()));
            } catch (IOException e) {
                return SiteHandler.failure(request, e);
            }
        }

        private static void write(ChannelHandlerContext context, Response response) {
            var written = context.write(Unpooled.wrappedBuffer(response.buffers()));
            if (response.closes()) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close().addListener(ChannelFutureListener.CLOSE);
        }
    }
}
