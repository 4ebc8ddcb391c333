// PostgreSQL's binary format of results (send functions of src/backend/utils/adt), column by type OID.
#pragma once

#include <db/cell.hpp>

#include <libpq-fe.h>

namespace praetor::db::postgresql {

// One field of a result in binary format. Text belongs to the result.
cell read_field(PGresult const* result, int row, int column);

} // namespace praetor::db::postgresql
