package io.plumbline.trainer.export.graph;

/** A rewriting that leaves what a graph computes as it is. */
public interface GraphPass {
    Graph apply(Graph graph);
}
