package dev.holdfast.tests.bench;

/** What is measured; the names are the fields of a row in the JSON. */
enum Metric {
    UP_GBPS("up_gbps"),
    DOWN_GBPS("down_gbps"),
    UP_GBPS_8("up_gbps_8"),
    DOWN_GBPS_8("down_gbps_8"),
    P50_US("p50_us"),
    P99_US("p99_us"),
    P50_US_50("p50_us_50"),
    P99_US_50("p99_us_50"),
    CPU_S_PER_GB_UP("cpu_s_per_gb_up"),
    CPU_S_PER_GB_DOWN("cpu_s_per_gb_down");

    private final String field;

    Metric(String field) {
        this.field = field;
    }

    String field() {
        return field;
    }
}
