// Which parts of a compound or sequence trigger have fired.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct composite_trigger_child_firing_table : stored_table
{
    PRAETOR_TABLE(composite_trigger_child_firing)

    column<uuid> automation_id{as, "automation_id"};
    column<uuid> parent_trigger_id{as, "parent_trigger_id"};
    column<uuid> child_trigger_id{as, "child_trigger_id"};
    column<uuid> child_firing_id{as, "child_firing_id"};
    column<std::optional<timestamp>> child_fired_at{as, "child_fired_at"};
    column<json_text> child_firing{as, "child_firing"};

    static constexpr std::array constraints{
        constraint{"pk_composite_trigger_child_firing", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_composite_trigger_child_firing__automation_id__automation", "automation_id", "automation",
                    on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_composite_trigger_child_firing__updated", "(updated)"},
        index{"uq_composite_trigger_child_firing__a_id__pt_id__ct__id",
              "(automation_id, parent_trigger_id, child_trigger_id)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(composite_trigger_child_firing, (automation_id, parent_trigger_id, child_trigger_id,
                                                        child_firing_id, child_fired_at, child_firing))

} // namespace praetor::db::schema
