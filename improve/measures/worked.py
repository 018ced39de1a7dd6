"""How each chart is worked out, in a sentence for whoever wonders. Pure. docs/spc-rules.md says it all."""

from improve.measures.kinds import Chart

WORKED = {
    Chart.RUN: "The line is the median. There are no limits: two tests say whether the points are random around it.",
    Chart.XMR: "Limits are the mean ± 2.66 × the average moving range.",
    Chart.I: "Limits are the mean ± 3 standard deviations, from the average moving range divided by 1.128.",
    Chart.MR: "Each point is how far a figure is from the one before. The upper limit is 3.267 × their mean.",
    Chart.P: "Limits are the mean ± 3 standard deviations of a proportion: narrower where there were more cases.",
    Chart.U: "Limits are the mean ± 3 standard deviations of a rate: narrower where there was more to count in.",
    Chart.C: "Limits are the mean ± 3 × its square root.",
    Chart.PP: "As a P chart, with limits widened by how much the points really vary (Laney).",
    Chart.UP: "As a U chart, with limits widened by how much the points really vary (Laney).",
    Chart.XBAR: "Each point is the mean of a day's figures. Limits come from how far those of one day are apart.",
    Chart.S: "Each point is how far the figures of a day are apart (standard deviation).",
    Chart.T: "The limits are worked out where the times are made symmetrical (power 1 / 3.6), and brought back.",
    Chart.G: "The line is the median; the upper limit comes from the mean of a geometric distribution.",
}
