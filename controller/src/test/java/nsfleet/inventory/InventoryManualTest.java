package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The manual of inventories tells what is ignored, and what is called by itself.
class InventoryManualTest {
    @Test
    void every_ignored_ending_is_named() throws IOException {
        String manual = Files.readString(Path.of("../docs/inventory.md"));
        assertThat(InventoryReader.IGNORED)
                .allSatisfy(ending -> assertThat(manual).contains("`*" + ending + "`"));
        assertThat(Inventory.LOCALHOST)
                .allSatisfy(name -> assertThat(manual).contains("`" + name + "`"));
    }
}
