/** Where messages come from and how they are held: the seam behind which SQS is. */
@NullMarked
package dev.videojob.operator.intake.source;

import org.jspecify.annotations.NullMarked;
