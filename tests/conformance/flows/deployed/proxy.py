"""A proxy that lets no websocket of events or workers through, as some companies' do."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

REFUSED = (b"/events/out", b"/connect ")


@contextmanager
def without_websockets(api: str) -> Iterator[str]:
    """The URL of the API through the proxy."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(lambda *ends: _serve(api, *ends), "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    port = server.sockets[0].getsockname()[1]
    try:
        yield urlsplit(api)._replace(netloc=f"127.0.0.1:{port}").geturl()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _serve(api: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = await reader.readuntil(b"\r\n")
        if any(part in head for part in REFUSED):
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        address = urlsplit(api)
        inward, outward = await asyncio.open_connection(address.hostname, address.port)
        outward.write(head)
        await asyncio.gather(_pump(reader, outward), _pump(inward, writer))
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
