//! The tables, in types that both databases share: ids and secrets are bytes, instants are microseconds, words are text.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    contacts (id) {
        id -> Binary,
        email -> Text,
        name -> Text,
        name_key -> Text,
        phone -> Nullable<Text>,
        lang -> Text,
        state -> Text,
        link_generation -> Integer,
        session_generation -> Integer,
        links_replaced_at -> Nullable<BigInt>,
        created_at -> BigInt,
        joined_at -> Nullable<BigInt>,
        last_seen_at -> Nullable<BigInt>,
    }
}

table! {
    contact_words (word, contact_id) {
        word -> Text,
        contact_id -> Binary,
    }
}

table! {
    contact_tags (tag, contact_id) {
        tag -> Text,
        contact_id -> Binary,
    }
}

table! {
    products (id) {
        id -> Binary,
        slug -> Text,
        title -> Text,
        summary -> Text,
        lang -> Text,
        cover -> Nullable<Text>,
        state -> Text,
        position -> Integer,
        created_at -> BigInt,
    }
}

table! {
    categories (id) {
        id -> Binary,
        product_id -> Binary,
        title -> Text,
        position -> Integer,
        parent_id -> Nullable<Binary>,
        drip -> Text,
        drip_days -> Nullable<Integer>,
        drip_day -> Nullable<BigInt>,
    }
}

table! {
    lessons (id) {
        id -> Binary,
        product_id -> Binary,
        category_id -> Binary,
        slug -> Text,
        title -> Text,
        body -> Text,
        video_url -> Nullable<Text>,
        minutes -> Nullable<Integer>,
        state -> Text,
        position -> Integer,
        auto_complete -> Integer,
    }
}

table! {
    lesson_files (id) {
        id -> Binary,
        lesson_id -> Binary,
        kind -> Text,
        name -> Text,
        media_type -> Text,
        lang -> Nullable<Text>,
        bytes -> BigInt,
        storage_key -> Text,
        position -> Integer,
        created_at -> BigInt,
    }
}

table! {
    video_positions (contact_id, lesson_id) {
        contact_id -> Binary,
        lesson_id -> Binary,
        seconds -> Integer,
        updated_at -> BigInt,
    }
}

table! {
    offers (id) {
        id -> Binary,
        title -> Text,
        description -> Text,
        state -> Text,
        access_days -> Nullable<Integer>,
        created_at -> BigInt,
    }
}

table! {
    offer_items (offer_id, product_id) {
        offer_id -> Binary,
        product_id -> Binary,
    }
}

table! {
    grants (id) {
        id -> Binary,
        contact_id -> Binary,
        offer_id -> Binary,
        starts_at -> BigInt,
        ends_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

table! {
    links (id) {
        id -> Binary,
        selector -> Binary,
        nonce -> Binary,
        contact_id -> Binary,
        generation -> Integer,
        purpose -> Text,
        destination -> Text,
        issuer_id -> Nullable<Binary>,
        key_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        uses -> Integer,
        use_limit -> Integer,
    }
}

table! {
    message_texts (id) {
        id -> Binary,
        digest -> Binary,
        subject -> Text,
        body -> Text,
    }
}

table! {
    messages (id) {
        id -> Binary,
        contact_id -> Binary,
        channel -> Text,
        kind -> Text,
        address -> Text,
        lang -> Text,
        text_id -> Binary,
        destination -> Text,
        issuer_id -> Nullable<Binary>,
        state -> Text,
        tries -> Integer,
        trouble -> Nullable<Text>,
        answer -> Nullable<Text>,
        link_id -> Nullable<Binary>,
        created_at -> BigInt,
        due_at -> BigInt,
        lease -> Nullable<Binary>,
        leased_until -> Nullable<BigInt>,
        settled_at -> Nullable<BigInt>,
        facts -> Nullable<Text>,
        broadcast_id -> Nullable<Binary>,
        rank -> Text,
    }
}

table! {
    sign_in_codes (contact_id) {
        contact_id -> Binary,
        link_id -> Binary,
        nonce -> Binary,
        expires_at -> BigInt,
        tries -> Integer,
        used_at -> Nullable<BigInt>,
    }
}

table! {
    sessions (id) {
        id -> Binary,
        hash -> Binary,
        contact_id -> Binary,
        generation -> Integer,
        link_id -> Nullable<Binary>,
        device -> Text,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    progress (contact_id, product_id, lesson_id) {
        contact_id -> Binary,
        product_id -> Binary,
        lesson_id -> Binary,
        opened_at -> BigInt,
        completed_at -> Nullable<BigInt>,
    }
}

table! {
    enrolments (contact_id, product_id) {
        contact_id -> Binary,
        product_id -> Binary,
        first_at -> Nullable<BigInt>,
        seen_at -> Nullable<BigInt>,
        done -> Integer,
    }
}

table! {
    admins (id) {
        id -> Binary,
        email -> Text,
        name -> Text,
        lang -> Text,
        password_hash -> Text,
        totp_sealed -> Nullable<Text>,
        totp_step -> Nullable<BigInt>,
        session_generation -> Integer,
        created_at -> BigInt,
    }
}

table! {
    sign_in_tries (address) {
        address -> Binary,
        failures -> Integer,
        locked_until -> Nullable<BigInt>,
        tried_at -> BigInt,
    }
}

table! {
    recovery_codes (admin_id, hash) {
        admin_id -> Binary,
        hash -> Binary,
    }
}

table! {
    admin_sessions (id) {
        id -> Binary,
        hash -> Binary,
        admin_id -> Binary,
        generation -> Integer,
        device -> Text,
        viewing -> Nullable<Binary>,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    audit_events (id) {
        id -> Binary,
        at -> BigInt,
        admin_id -> Nullable<Binary>,
        actor -> Text,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Nullable<Binary>,
        subject_name -> Text,
        subject_key -> Text,
        detail -> Text,
    }
}

table! {
    access_requests (id) {
        id -> Binary,
        contact_id -> Binary,
        kind -> Text,
        destination -> Text,
        created_at -> BigInt,
        handled_at -> Nullable<BigInt>,
    }
}

table! {
    menu_entries (id) {
        id -> Binary,
        slug -> Text,
        label_en -> Text,
        label_fr -> Text,
        icon -> Text,
        url -> Text,
        opens -> Text,
        audience -> Text,
        position -> Integer,
        created_at -> BigInt,
    }
}

table! {
    menu_entry_offers (entry_id, offer_id) {
        entry_id -> Binary,
        offer_id -> Binary,
    }
}

table! {
    settings (key) {
        key -> Text,
        value -> Text,
    }
}

table! {
    groups (id) {
        id -> Binary,
        slug -> Text,
        title -> Text,
        description -> Text,
        state -> Text,
        position -> Integer,
        created_at -> BigInt,
    }
}

table! {
    offer_groups (offer_id, group_id) {
        offer_id -> Binary,
        group_id -> Binary,
    }
}

table! {
    channels (id) {
        id -> Binary,
        group_id -> Binary,
        slug -> Text,
        title -> Text,
        access -> Text,
        position -> Integer,
        latest -> Nullable<Binary>,
    }
}

table! {
    channel_members (channel_id, contact_id) {
        channel_id -> Binary,
        contact_id -> Binary,
    }
}

table! {
    channel_reads (contact_id, channel_id) {
        contact_id -> Binary,
        channel_id -> Binary,
        seen -> Binary,
    }
}

table! {
    group_members (group_id, contact_id) {
        group_id -> Binary,
        contact_id -> Binary,
        role -> Text,
        muted_at -> Nullable<BigInt>,
        banned_at -> Nullable<BigInt>,
        joined_at -> BigInt,
    }
}

table! {
    posts (id) {
        id -> Binary,
        group_id -> Binary,
        channel_id -> Binary,
        contact_id -> Nullable<Binary>,
        admin_id -> Nullable<Binary>,
        admin_name -> Nullable<Text>,
        title -> Text,
        pinned_at -> Nullable<BigInt>,
        hidden_at -> Nullable<BigInt>,
        removed_at -> Nullable<BigInt>,
        created_at -> BigInt,
        edited_at -> Nullable<BigInt>,
        comment_count -> Integer,
        reaction_count -> Integer,
        body -> Text,
    }
}

table! {
    comments (id) {
        id -> Binary,
        group_id -> Binary,
        post_id -> Binary,
        parent_id -> Nullable<Binary>,
        contact_id -> Nullable<Binary>,
        admin_id -> Nullable<Binary>,
        admin_name -> Nullable<Text>,
        hidden_at -> Nullable<BigInt>,
        removed_at -> Nullable<BigInt>,
        created_at -> BigInt,
        edited_at -> Nullable<BigInt>,
        body -> Text,
    }
}

table! {
    reactions (target_id, emoji, actor_id) {
        target_id -> Binary,
        emoji -> Text,
        actor_id -> Binary,
        post_id -> Binary,
        comment_id -> Nullable<Binary>,
        contact_id -> Nullable<Binary>,
    }
}

table! {
    reports (id) {
        id -> Binary,
        group_id -> Binary,
        post_id -> Binary,
        comment_id -> Nullable<Binary>,
        target_id -> Binary,
        contact_id -> Binary,
        reason -> Text,
        created_at -> BigInt,
        handled_at -> Nullable<BigInt>,
        handled_by -> Nullable<Text>,
    }
}

table! {
    quizzes (lesson_id) {
        lesson_id -> Binary,
        pass_percent -> Integer,
        retries -> Nullable<Integer>,
    }
}

table! {
    quiz_questions (id) {
        id -> Binary,
        lesson_id -> Binary,
        kind -> Text,
        question -> Text,
        accepted -> Text,
        explanation -> Text,
        state -> Text,
        position -> Integer,
    }
}

table! {
    quiz_options (question_id, position) {
        question_id -> Binary,
        position -> Integer,
        answer -> Text,
        mark -> Text,
    }
}

table! {
    quiz_attempts (id) {
        id -> Binary,
        contact_id -> Binary,
        lesson_id -> Binary,
        number -> Integer,
        score_percent -> Integer,
        pass_percent -> Integer,
        mark -> Text,
        made_at -> BigInt,
    }
}

table! {
    quiz_answers (attempt_id, position) {
        attempt_id -> Binary,
        position -> Integer,
        question -> Text,
        given -> Text,
        expected -> Text,
        explanation -> Text,
        mark -> Text,
    }
}

table! {
    certificate_terms (product_id) {
        product_id -> Binary,
        issuer -> Text,
    }
}

table! {
    certificates (id) {
        id -> Binary,
        number -> Text,
        contact_id -> Binary,
        product_id -> Binary,
        name -> Text,
        title -> Text,
        issuer -> Text,
        lang -> Text,
        issued_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

table! {
    lesson_comments (id) {
        id -> Binary,
        lesson_id -> Binary,
        parent_id -> Nullable<Binary>,
        contact_id -> Nullable<Binary>,
        admin_id -> Nullable<Binary>,
        author -> Text,
        body -> Text,
        state -> Text,
        written_at -> BigInt,
        edited_at -> Nullable<BigInt>,
    }
}

table! {
    comments_off (product_id) {
        product_id -> Binary,
    }
}

table! {
    events (id) {
        id -> Binary,
        contact_id -> Binary,
        kind -> Text,
        offer_id -> Nullable<Binary>,
        product_id -> Nullable<Binary>,
        category_id -> Nullable<Binary>,
        lesson_id -> Nullable<Binary>,
        group_id -> Nullable<Binary>,
        days -> Nullable<Integer>,
        once -> Nullable<Text>,
        run_id -> Nullable<Binary>,
        depth -> Integer,
        at -> BigInt,
        matched_at -> Nullable<BigInt>,
    }
}

table! {
    automations (id) {
        id -> Binary,
        name -> Text,
        state -> Text,
        definition -> Text,
        version -> Nullable<Integer>,
        trigger_kind -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

table! {
    automation_versions (id) {
        id -> Binary,
        automation_id -> Binary,
        number -> Integer,
        definition -> Text,
        published_at -> BigInt,
    }
}

table! {
    automation_runs (id) {
        id -> Binary,
        automation_id -> Binary,
        version_id -> Binary,
        contact_id -> Binary,
        event_id -> Binary,
        state -> Text,
        reason -> Nullable<Text>,
        path -> Nullable<Text>,
        due_at -> Nullable<BigInt>,
        tries -> Integer,
        lease -> Nullable<Binary>,
        leased_until -> Nullable<BigInt>,
        started_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

table! {
    run_steps (id) {
        id -> Binary,
        run_id -> Binary,
        path -> Text,
        at -> BigInt,
        outcome -> Text,
        skipped -> Nullable<Text>,
        until -> Nullable<BigInt>,
        answer -> Nullable<Text>,
        message_id -> Nullable<Binary>,
    }
}

table! {
    broadcasts (id) {
        id -> Binary,
        name -> Text,
        state -> Text,
        destination -> Text,
        audience -> Text,
        scheduled_at -> Nullable<BigInt>,
        started_at -> Nullable<BigInt>,
        finished_at -> Nullable<BigInt>,
        cursor -> Binary,
        total -> Integer,
        written -> Integer,
        author_id -> Nullable<Binary>,
        author -> Text,
        created_at -> BigInt,
    }
}

table! {
    broadcast_texts (broadcast_id, lang) {
        broadcast_id -> Binary,
        lang -> Text,
        subject -> Text,
        body -> Text,
    }
}

table! {
    unsubscribed (contact_id) {
        contact_id -> Binary,
        at -> BigInt,
    }
}

table! {
    suppressions (contact_id) {
        contact_id -> Binary,
        address -> Text,
        reason -> Text,
        detail -> Text,
        at -> BigInt,
    }
}

joinable!(events -> contacts (contact_id));
joinable!(automation_versions -> automations (automation_id));
joinable!(automation_runs -> automations (automation_id));
joinable!(automation_runs -> automation_versions (version_id));
joinable!(automation_runs -> contacts (contact_id));
joinable!(automation_runs -> events (event_id));
joinable!(messages -> contacts (contact_id));
joinable!(messages -> message_texts (text_id));
joinable!(messages -> broadcasts (broadcast_id));
joinable!(broadcast_texts -> broadcasts (broadcast_id));
joinable!(unsubscribed -> contacts (contact_id));
joinable!(suppressions -> contacts (contact_id));
joinable!(contact_words -> contacts (contact_id));
joinable!(contact_tags -> contacts (contact_id));
joinable!(categories -> products (product_id));
joinable!(lessons -> products (product_id));
joinable!(lessons -> categories (category_id));
joinable!(lesson_files -> lessons (lesson_id));
joinable!(video_positions -> contacts (contact_id));
joinable!(video_positions -> lessons (lesson_id));
joinable!(offer_items -> offers (offer_id));
joinable!(offer_items -> products (product_id));
joinable!(grants -> contacts (contact_id));
joinable!(grants -> offers (offer_id));
joinable!(links -> contacts (contact_id));
joinable!(sessions -> contacts (contact_id));
joinable!(progress -> contacts (contact_id));
joinable!(progress -> products (product_id));
joinable!(progress -> lessons (lesson_id));
joinable!(enrolments -> contacts (contact_id));
joinable!(enrolments -> products (product_id));
joinable!(recovery_codes -> admins (admin_id));
joinable!(admin_sessions -> admins (admin_id));
joinable!(admin_sessions -> contacts (viewing));
joinable!(access_requests -> contacts (contact_id));
joinable!(menu_entry_offers -> menu_entries (entry_id));
joinable!(menu_entry_offers -> offers (offer_id));
joinable!(offer_groups -> offers (offer_id));
joinable!(offer_groups -> groups (group_id));
joinable!(channel_members -> contacts (contact_id));
joinable!(group_members -> contacts (contact_id));
joinable!(posts -> contacts (contact_id));
joinable!(comments -> contacts (contact_id));
joinable!(reports -> contacts (contact_id));
joinable!(quiz_options -> quiz_questions (question_id));

allow_tables_to_appear_in_same_query!(
    contacts,
    contact_words,
    contact_tags,
    products,
    categories,
    lessons,
    lesson_files,
    video_positions,
    offers,
    offer_items,
    grants,
    links,
    message_texts,
    messages,
    sign_in_codes,
    broadcasts,
    broadcast_texts,
    unsubscribed,
    suppressions,
    sessions,
    progress,
    enrolments,
    admins,
    sign_in_tries,
    recovery_codes,
    admin_sessions,
    audit_events,
    access_requests,
    menu_entries,
    menu_entry_offers,
    settings,
    groups,
    offer_groups,
    channels,
    channel_members,
    channel_reads,
    group_members,
    posts,
    comments,
    reactions,
    reports,
    quizzes,
    quiz_questions,
    quiz_options,
    quiz_attempts,
    quiz_answers,
    certificate_terms,
    certificates,
    lesson_comments,
    comments_off,
    events,
    automations,
    automation_versions,
    automation_runs,
    run_steps,
);
