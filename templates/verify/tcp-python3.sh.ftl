[#if c.netns??]ip netns exec [=c.netns] [/#if]python3 -c 'import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), float(sys.argv[3]))
    print("open")
except OSError as e:
    print(e)
    sys.exit(1)' [=c.host] [=c.port] [=c.wait]
