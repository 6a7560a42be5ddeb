[#-- The user's own shell text, in a shell of its own: it sees nothing of this program. Model c: run --]
[#if c.guard]exec [/#if][#if c.netns??]ip netns exec [=c.netns] [/#if]sh -c [=c.run]
