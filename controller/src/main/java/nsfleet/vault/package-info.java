/// Ansible Vault: encrypted values and the passwords that open them.
@NullMarked
package nsfleet.vault;

import org.jspecify.annotations.NullMarked;
