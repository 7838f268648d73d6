// Counts the lines of a file of genes, as an example of a workflow that describes its run.
process COUNT {
    input: path genes
    output: path 'genes.tsv'
    script: "cut -f 1 $genes | sort | uniq -c > genes.tsv"
}

workflow { COUNT(Channel.fromPath(params.genes)) }
