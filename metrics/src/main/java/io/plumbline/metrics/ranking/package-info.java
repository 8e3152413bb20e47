/** How well served scores order judged items: NDCG, MAP, MRR, hit rate and recall at one cut. */
@NullMarked
package io.plumbline.metrics.ranking;

import org.jspecify.annotations.NullMarked;
