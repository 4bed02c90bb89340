/**
 * Campaigns: many kills under load, by a seed, with every byte of every connection checked by the client.
 *
 * <p>Judged from outside, as the demo is. Start reading at {@link dev.holdfast.tests.campaign.KillCampaign}.
 */
@NullMarked
package dev.holdfast.tests.campaign;

import org.jspecify.annotations.NullMarked;
