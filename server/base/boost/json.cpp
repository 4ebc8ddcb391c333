// Boost.JSON's sources, compiled once for the whole program.
#include <boost/json/src.hpp>
