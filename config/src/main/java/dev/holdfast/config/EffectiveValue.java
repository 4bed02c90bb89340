package dev.holdfast.config;

/**
 * One value of a configuration as a node understands it.
 *
 * @param key full path, list elements by number: {@code holdfast.vips[0].services[1].port}
 * @param value as JSON; never a secret
 * @param origin {@code file:line} or {@code default}; several if the value is put together, and the variable if it is the environment's
 */
public record EffectiveValue(String key, String value, String origin) {}
