/** A user of the library on the module path. */
module consumer {
    requires org.ncf4j.core;
}
