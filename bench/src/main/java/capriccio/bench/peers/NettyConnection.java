package capriccio.bench.peers;

import capriccio.knot.cache.PageCache;
import capriccio.knot.http.BadRequestException;
import capriccio.knot.http.Request;
import capriccio.knot.http.RequestParser;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * One connection; requests are answered on the event loop, and a page that is not cached is loaded there. Those that compute
 * do so where {@link Offload} says, one of a connection at a time, which keeps the answers in order. Meanwhile, and while
 * Netty's high-water mark of unwritten bytes is passed, none is parsed and the socket is not read: what was read waits.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter {
    private final PageCache cache;
    private final Offload offload;
    private final RequestParser parser = new RequestParser();
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
    private boolean ended;
    /** A request of this connection computes elsewhere. */
    private boolean computing;

    NettyConnection(PageCache cache, Offload offload) {
        this.cache = cache;
        this.offload = offload;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        held.add((ByteBuf) message);
        proceed(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        // Called in the midst of a write when it turns false, and in the midst of a flush when it turns true.
        if (context.channel().isWritable() && !held.isEmpty()) {
            proceed(context);
            context.flush();
        }
    }

    /** On the event loop, once a request has computed. */
    private void computed(ChannelHandlerContext context, Request request) {
        computing = false;
        write(context, respond(request));
        proceed(context);
        context.flush();
    }

    /** Answers what is held as far as it may. */
    private void proceed(ChannelHandlerContext context) {
        while (!held.isEmpty() && !computing && (ended || context.channel().isWritable())) {
            ByteBuf bytes = held.element();
            if (ended || !answerNext(context, bytes)) {
                held.remove().release();
            }
        }
        context.channel().config().setAutoRead(held.isEmpty() && !computing);
    }

    /** Answers one request; false if there is none left in the bytes. */
    private boolean answerNext(ChannelHandlerContext context, ByteBuf bytes) {
        ByteBuffer view = bytes.nioBuffer();
        int before = view.remaining();
        try {
            Request request = parser.next(view);
            bytes.skipBytes(before - view.remaining());
            if (request != null && offload.isFor(request.path())) {
                computing = true;
                offload.compute(() -> context.executor().execute(() -> computed(context, request)));
            } else if (request != null) {
                write(context, respond(request));
            }
        } catch (BadRequestException e) {
            write(context, SiteHandler.badRequest(e));
        }
        return bytes.isReadable();
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

    private void write(ChannelHandlerContext context, Response response) {
        ended = response.closes();
        var written = context.write(Unpooled.wrappedBuffer(response.buffers()));
        if (ended) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        held.forEach(ByteBuf::release);
        held.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close().addListener(ChannelFutureListener.CLOSE);
    }
}
