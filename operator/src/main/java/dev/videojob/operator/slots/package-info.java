/** How much may run: the ledger of slots and the admission of waiting work. */
@NullMarked
package dev.videojob.operator.slots;

import org.jspecify.annotations.NullMarked;
