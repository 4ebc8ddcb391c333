// Boost.Test, compiled here alone.
#define BOOST_TEST_MODULE praetor
#include <boost/test/included/unit_test.hpp>
