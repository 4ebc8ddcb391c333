// Tests that run on each dialect:
//     PRAETOR_TEST_EACH_DIALECT(a_committed_row_is_read_back)
//     {
//         temporary_database at{dialect};
//         …
//     }
#pragma once

#include <db/dialect.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <ostream>

namespace praetor::db {
inline std::ostream& operator<<(std::ostream& out, dialect kind)
{
    return out << (kind == dialect::postgresql ? "postgresql" : "sqlite");
}
} // namespace praetor::db

namespace praetor::tests {
inline constexpr std::array each_dialect{db::dialect::sqlite, db::dialect::postgresql};
}

#define PRAETOR_TEST_EACH_DIALECT(name)                                                                                \
    BOOST_DATA_TEST_CASE(name, boost::unit_test::data::make(praetor::tests::each_dialect), dialect)
