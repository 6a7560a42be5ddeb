package nsfleet.plan;

import nsfleet.filter.Backend;
import nsfleet.net.Family;
import nsfleet.net.Netns;

/// Where a lab's rules are one object of the kernel, made and replaced as a whole.
record Place(Netns netns, Family family, Backend backend) {}
