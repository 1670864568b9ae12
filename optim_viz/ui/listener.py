"""The server's listening socket, opened before anything heavy is imported."""

import errno
import os
import socket

TAKEN = {errno.EADDRINUSE, errno.EACCES}
PORTS_TRIED = 100


def listen(host: str, port: int) -> socket.socket:
    """Open a listening TCP socket whose connections send without delay.

    Parameters
    ----------
    host : str
        Name or address of an interface of this machine, IPv4 or IPv6.
    port : int
        0 for any free port.

    Raises
    ------
    OSError
        If the port is taken (its ``errno`` is in ``TAKEN``) or the host is not one of this machine.

    Notes
    -----
    With Nagle's algorithm on, answers that follow each other quickly wait 40 ms each. Accepted connections
    inherit the option from the listening socket.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        # On Windows this option would let two servers share one port.
        if os.name != "nt":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def listen_from(host: str, first: int) -> socket.socket:
    """Open a listening socket on the first free port from ``first`` on.

    Raises
    ------
    OSError
        If 100 ports in a row are taken, or as :func:`listen` for other reasons.
    """
    for port in range(first, first + PORTS_TRIED - 1):
        try:
            return listen(host, port)
        except OSError as error:
            if error.errno not in TAKEN:
                raise
    return listen(host, first + PORTS_TRIED - 1)
