package dev.holdfast.config;

import com.typesafe.config.ConfigObject;
import java.util.HashMap;
import java.util.Map;

/** What VIPs and services may have only once, and the defaults that their sections start from. Owned by the loading thread. */
final class Claims {

    private final ConfigObject vipDefaults;
    private final ConfigObject serviceDefaults;
    private final Map<String, String> owners = new HashMap<>();

    Claims(ConfigObject vipDefaults, ConfigObject serviceDefaults) {
        this.vipDefaults = vipDefaults;
        this.serviceDefaults = serviceDefaults;
    }

    ConfigObject vipDefaults() {
        return vipDefaults;
    }

    ConfigObject serviceDefaults() {
        return serviceDefaults;
    }

    /** Records a fault of {@code section} if something before it claimed the same. */
    void claim(String what, Object value, Section section, String key) {
        String first = owners.putIfAbsent(what + " " + value, section.path());
        if (first != null) {
            section.fault(key, what + " " + value + " is taken by " + first);
        }
    }
}
