[#if c.netns??]ip netns exec [=c.netns] [/#if]perl -MIO::Socket::IP -e 'my ($host, $port, $wait) = @ARGV;
if (IO::Socket::IP->new(PeerHost => $host, PeerPort => $port, Timeout => $wait)) { print "open\n"; exit 0 }
print "$@\n"; exit 1' [=c.host] [=c.port] [=c.wait]
