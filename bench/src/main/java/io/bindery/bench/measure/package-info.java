/** What every measurement needs: figures that may be missing, the machine, a database. */
package io.bindery.bench.measure;
