package nsfleet.resolve;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.Address;
import nsfleet.resource.Step;
import nsfleet.yaml.Mapping;

import java.util.List;

/// `address`: joins the addresses of its interface.
final class AddressSteps {
    private final StepReader steps;

    AddressSteps(StepReader steps) {
        this.steps = steps;
    }

    void read(Item.Task task, Mapping body, Place place) {
        var keys = new Keys(body, task.span(), place);
        Netns netns = steps.netns(task, keys);
        InterfaceName dev = keys.dev("dev");
        List<Keys.Located<Cidr>> addresses = keys.several("address", Cidr::parse);
        steps.declaredDev(netns, dev, keys, "dev");
        if (dev == null) {
            steps.declared.lostLink(netns);
            return;
        }
        if (addresses.isEmpty() || !keys.complete()) {
            steps.declared.address(netns, dev, null, keys.span());
        }
        for (Keys.Located<Cidr> address : addresses) {
            LinkSpec.address(keys, steps.declared, netns, dev, address);
        }
        for (Keys.Located<Cidr> address : addresses) {
            String identity = "address " + netns.label(dev.value()) + " " + address.value();
            Step step = steps.make(task, keys, identity, netns);
            if (step != null) {
                steps.lab.share(step, new Address(netns, dev, address.value()), address.span());
                steps.lab.addressesManaged(netns, dev);
            }
        }
    }
}
