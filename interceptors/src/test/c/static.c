/* A program that no shim can be loaded into. */
int main(void) {
    return 0;
}
